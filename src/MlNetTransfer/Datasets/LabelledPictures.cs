namespace MlNetTransfer.Datasets;

/// <summary>The pictures of one folder or manifest by purpose; all listings share the same class names.</summary>
/// <param name="Train">Pictures to learn from; everything where the folder makes no difference.</param>
/// <param name="Validation">Pictures that the folder sets aside for choices; null where it does not.</param>
/// <param name="Test">Pictures that the folder sets aside for measuring; null where it does not.</param>
public sealed record LabelledPictures(PictureListing Train, PictureListing? Validation, PictureListing? Test);
