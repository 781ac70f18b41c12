namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>dY times the derivative of a function of two elements by one of them, as a type.</summary>
internal interface IPlanarTerm
{
    /// <summary>Whether the element itself is read.</summary>
    static abstract bool ReadsOwn { get; }

    /// <summary>Whether the other element is read.</summary>
    static abstract bool ReadsOther { get; }

    /// <summary>The product.</summary>
    static abstract double Of(double gradient, double own, double other);
}
