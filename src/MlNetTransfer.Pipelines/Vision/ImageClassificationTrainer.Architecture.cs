namespace MlNetTransfer.Pipelines.Vision;

public sealed partial class ImageClassificationTrainer
{
    /// <summary>Pretrained networks by name.</summary>
    public enum Architecture
    {
        /// <summary>ResNet v2, 101 layers, 299 x 299.</summary>
        ResnetV2101,

        /// <summary>Inception v3, 299 x 299.</summary>
        InceptionV3,

        /// <summary>MobileNet v2, 224 x 224.</summary>
        MobilenetV2,

        /// <summary>ResNet v2, 50 layers, 299 x 299.</summary>
        ResnetV250,
    }

    /// <summary>What early stopping watches.</summary>
    public enum EarlyStoppingMetric
    {
        /// <summary>Share of right predictions.</summary>
        Accuracy,

        /// <summary>Cross-entropy.</summary>
        Loss,
    }

    /// <summary>How the head is learnt.</summary>
    public enum HeadMethod
    {
        /// <summary>In closed form, unless options that only gradient descent has a use for were changed; the log says which it was and why.</summary>
        Automatic,

        /// <summary>Ridge or logistic regression solved exactly, with strengths chosen on left-out pictures: no epochs, no learning rate.</summary>
        ClosedForm,

        /// <summary>Epochs of gradient descent with the options' batch size, learning rates and early stopping; the best epoch's weights are kept.</summary>
        GradientDescent,
    }
}
