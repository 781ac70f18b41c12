using MlNetTransfer.Runtime;

namespace PartsRenderer.Surfaces;

/// <summary>Families of backdrops; training and test pictures share none.</summary>
internal static class BackdropCatalog
{
    /// <summary>Number of families of each split.</summary>
    public const int FamilyCount = 4;

    /// <summary>Makes a backdrop for training pictures.</summary>
    public static Backdrop CreateForTraining(int family, SeededRandom random) => family switch
    {
        0 => new Wood(random),
        1 => new Cardboard(random),
        2 => new Cloth(random),
        _ => new CuttingMat(random),
    };

    /// <summary>Makes a backdrop for test pictures.</summary>
    public static Backdrop CreateForTest(int family, SeededRandom random) => family switch
    {
        0 => new Concrete(random),
        1 => new Granite(random),
        2 => new SheetMetal(random),
        _ => new Tiles(random),
    };
}
