namespace MlNetTransfer.Pipelines.Vision;

/// <summary>The answer for the current row, computed once for all columns.</summary>
internal sealed class RowScorer(DataViewRow row, DataViewSchema.Column features, PictureScorer scorer)
{
    private readonly PictureReader _reader = new(row, features);
    private long _position = -1;
    private ScoredPicture _current;

    public ScoredPicture Current
    {
        get
        {
            if (_position != row.Position)
            {
                _current = scorer.One(_reader.Read(label: 0));
                _position = row.Position;
            }

            return _current;
        }
    }
}
