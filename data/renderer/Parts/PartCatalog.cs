using MlNetTransfer.Runtime;

namespace PartsRenderer.Parts;

/// <summary>The classes of the picture set.</summary>
internal static class PartCatalog
{
    /// <summary>Class names, which are folder names, in the order of their indices.</summary>
    public static IReadOnlyList<string> Names { get; } = ["bolt", "bracket", "elbow", "gear", "nut", "screw", "spring", "washer"];

    /// <summary>Makes a part of a class with random proportions.</summary>
    public static Part Create(int classIndex, SeededRandom random) => Names[classIndex] switch
    {
        "bolt" => new Bolt(random),
        "bracket" => new Bracket(random),
        "elbow" => new Elbow(random),
        "gear" => new Gear(random),
        "nut" => new Nut(random),
        "screw" => new Screw(random),
        "spring" => new Spring(random),
        _ => new Washer(random),
    };
}
