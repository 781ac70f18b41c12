namespace MlNetTransfer.Kernels.Derivatives;

// The derivatives of PlanarBinaryKind and of a selection, one small type each: together they are the table.

/// <summary>Of an addend or minuend.</summary>
internal readonly struct AddTerm : IPlanarTerm
{
    public static bool ReadsOwn => false;

    public static bool ReadsOther => false;

    public static double Of(double gradient, double own, double other) => gradient;
}

/// <summary>Of a subtrahend.</summary>
internal readonly struct NegativeTerm : IPlanarTerm
{
    public static bool ReadsOwn => false;

    public static bool ReadsOther => false;

    public static double Of(double gradient, double own, double other) => -gradient;
}

/// <summary>Of a factor.</summary>
internal readonly struct ProductTerm : IPlanarTerm
{
    public static bool ReadsOwn => false;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => gradient * other;
}

/// <summary>Of a dividend.</summary>
internal readonly struct DividendTerm : IPlanarTerm
{
    public static bool ReadsOwn => false;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => gradient / other;
}

/// <summary>Of a divisor.</summary>
internal readonly struct DivisorTerm : IPlanarTerm
{
    public static bool ReadsOwn => true;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => -gradient * other / (own * own);
}

/// <summary>Of the base of a power; 0 where the exponent is 0.</summary>
internal readonly struct PowerTerm : IPlanarTerm
{
    public static bool ReadsOwn => true;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => other == 0 ? 0 : gradient * other * Math.Pow(own, other - 1);
}

/// <summary>Of the exponent of a power; 0 where the base is 0 and the exponent is not negative.</summary>
internal readonly struct ExponentTerm : IPlanarTerm
{
    public static bool ReadsOwn => true;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => other == 0 && own >= 0 ? 0 : gradient * Math.Pow(other, own) * Math.Log(other);
}

/// <summary>Of an operand of a minimum; equal ones share.</summary>
internal readonly struct SmallerTerm : IPlanarTerm
{
    public static bool ReadsOwn => true;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => own < other ? gradient : own == other ? gradient / 2 : 0;
}

/// <summary>Of an operand of a maximum; equal ones share.</summary>
internal readonly struct LargerTerm : IPlanarTerm
{
    public static bool ReadsOwn => true;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => own > other ? gradient : own == other ? gradient / 2 : 0;
}

/// <summary>Of the argument of a PRelu.</summary>
internal readonly struct PReluTerm : IPlanarTerm
{
    public static bool ReadsOwn => true;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => own > 0 ? gradient : gradient * other;
}

/// <summary>Of the slope of a PRelu.</summary>
internal readonly struct PReluSlopeTerm : IPlanarTerm
{
    public static bool ReadsOwn => false;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => other > 0 ? 0 : gradient * other;
}

/// <summary>Of the choice where the condition holds.</summary>
internal readonly struct WhereTerm : IPlanarTerm
{
    public static bool ReadsOwn => false;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => other != 0 ? gradient : 0;
}

/// <summary>Of the choice where the condition does not hold.</summary>
internal readonly struct WhereNotTerm : IPlanarTerm
{
    public static bool ReadsOwn => false;

    public static bool ReadsOther => true;

    public static double Of(double gradient, double own, double other) => other != 0 ? 0 : gradient;
}

/// <summary>Of functions that are constant but for jumps.</summary>
internal readonly struct ZeroTerm : IPlanarTerm
{
    public static bool ReadsOwn => false;

    public static bool ReadsOther => false;

    public static double Of(double gradient, double own, double other) => 0;
}
