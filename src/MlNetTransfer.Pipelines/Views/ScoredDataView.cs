using MlNetTransfer.Datasets;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Vision;

namespace MlNetTransfer.Pipelines.Views;

/// <summary>A view with a classifier's answers: pictures are read ahead by a second cursor and answered for in batches.</summary>
internal sealed class ScoredDataView(IDataView input, RowMapping mapping, DataViewSchema.Column features, PictureScorer scorer) : IDataView
{
    /// <summary>Pictures that are decoded side by side before the network gets them in its own batches.</summary>
    private const int PicturesAhead = 64;

    public bool CanShuffle => false;

    public DataViewSchema Schema => mapping.OutputSchema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] active = [.. columnsNeeded];
        DataViewSchema.Column[] forwarded = [.. active.Where(c => c.Index < input.Schema.Count).Select(c => input.Schema[c.Index])];
        return new Cursor(this, input.GetRowCursor(forwarded), [.. active.Select(c => c.Index)]);
    }

    private IEnumerable<ScoredPicture> Answers()
    {
        using DataViewRowCursor cursor = input.GetRowCursor([features]);
        PictureReader reader = new(cursor, features);
        List<PictureItem> pictures = new(PicturesAhead);
        for (bool more = true; more;)
        {
            more = cursor.MoveNext();
            if (more)
            {
                pictures.Add(reader.Read(label: 0));
            }

            if (pictures.Count == PicturesAhead || (!more && pictures.Count > 0))
            {
                foreach (ScoredPicture answer in scorer.Many(pictures))
                {
                    yield return answer;
                }

                pictures.Clear();
            }
        }
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly ScoredDataView _view;
        private readonly DataViewRowCursor _input;
        private readonly IEnumerator<ScoredPicture>? _answers;
        private readonly Delegate?[] _getters;

        public Cursor(ScoredDataView view, DataViewRowCursor input, HashSet<int> active)
        {
            _view = view;
            _input = input;
            _getters = new Delegate?[view.Schema.Count];
            int first = input.Schema.Count;
            foreach (int index in active)
            {
                _getters[index] = index < first ? Getters.Forward(input, input.Schema[index])
                    : view.Schema[index].Type is KeyDataViewType ? (ValueGetter<uint>)((ref uint value) => value = _answers!.Current.Key)
                    : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => value = _answers!.Current.Scores);
            }

            _answers = active.Any(i => i >= first) ? view.Answers().GetEnumerator() : null;
        }

        public override DataViewSchema Schema => _view.Schema;

        public override long Position => _input.Position;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Cast<TValue>(_getters[column.Index], column);

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override bool MoveNext() => _input.MoveNext() && _answers?.MoveNext() != false;

        internal override string? SourceOf(int column) => column < _input.Schema.Count ? _input.SourceOf(column) : null;

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _answers?.Dispose();
                _input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
