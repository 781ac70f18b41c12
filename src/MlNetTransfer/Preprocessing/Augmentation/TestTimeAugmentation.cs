namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>Which views of a picture are shown to a network, whose answers are then averaged.</summary>
public enum TestTimeAugmentation
{
    /// <summary>The plain picture alone: one view.</summary>
    None,

    /// <summary>The picture and its mirror image: two views.</summary>
    Flip,

    /// <summary>The picture, closer in the middle, and the mirror images of both: four views.</summary>
    FlipAndZoom,

    /// <summary>As <see cref="FlipAndZoom"/>, and closer in the four corners with their mirror images: twelve views.</summary>
    FlipAndCorners,
}
