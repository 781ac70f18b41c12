namespace MlNetTransfer.Kernels;

/// <summary>x / (bias + alpha / size * sum of squares over the channels c - floor((size-1)/2) .. c + ceil((size-1)/2))^beta.</summary>
internal readonly record struct LocalResponseSpec(int Size, float Alpha, float Beta, float Bias);
