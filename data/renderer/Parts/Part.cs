using System.Numerics;

namespace PartsRenderer.Parts;

/// <summary>A solid of random proportions, given by its signed distance in its own coordinates (main axis Y).</summary>
internal abstract class Part
{
    /// <summary>Radius of a sphere about the origin that holds the whole part.</summary>
    public abstract float Radius { get; }

    /// <summary>Share of the distance that a ray may safely advance: below 1 where the distance is only an estimate.</summary>
    public virtual float SafeStep => 0.9f;

    /// <summary>Directions that may point up when the part lies on a table; a repeated one is more likely.</summary>
    public abstract IReadOnlyList<Vector3> RestingUps { get; }

    /// <summary>Signed distance to the surface, negative inside.</summary>
    public abstract float Distance(Vector3 p);
}
