namespace MlNetTransfer.Training.Optimization;

/// <summary>By which rule parameters follow their gradients.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam; weight decay is part of the gradient. Source: Kingma and Ba, 2015.</summary>
    Adam,

    /// <summary>Adam with weight decay apart from the gradient. Source: Loshchilov and Hutter, 2019.</summary>
    AdamW,

    /// <summary>RMSprop. Careful: rates that suit Adam are too hot for it and wreck pretrained weights. Source: Hinton, 2012.</summary>
    RmsProp,
}
