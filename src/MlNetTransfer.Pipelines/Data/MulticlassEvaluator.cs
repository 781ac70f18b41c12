using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Data;

/// <summary>Counts answers: rank-based accuracy, log-loss, confusion.</summary>
internal sealed class MulticlassEvaluator
{
    private const double SmallestProbability = 1e-15;

    private readonly int _classCount;
    private readonly double[][] _confusion;
    private readonly double[] _classLoss;
    private readonly double[] _classRows;
    private readonly long[] _ranks;
    private double _lossSum;
    private double _rows;

    private MulticlassEvaluator(int labelCount, int scoreCount)
    {
        _classCount = Math.Max(labelCount, scoreCount);
        _confusion = [.. Enumerable.Range(0, _classCount).Select(_ => new double[_classCount])];
        _classLoss = new double[_classCount];
        _classRows = new double[_classCount];
        _ranks = new long[_classCount];
    }

    public static MulticlassClassificationMetrics Evaluate(IDataView data, string labelName, string scoreName, int topK)
    {
        DataViewSchema.Column label = Require(data.Schema, labelName, t => t is KeyDataViewType, "a key; MapValueToKey makes such columns");
        DataViewSchema.Column score = Require(
            data.Schema, scoreName, t => t is VectorDataViewType { Size: > 1 } v && v.ItemType.RawType == typeof(float), "a vector of two or more probabilities");
        MulticlassEvaluator evaluator = new((int)((KeyDataViewType)label.Type).Count, ((VectorDataViewType)score.Type).Size);
        using (DataViewRowCursor cursor = data.GetRowCursor([label, score]))
        {
            ValueGetter<uint> readLabel = cursor.GetGetter<uint>(label);
            ValueGetter<VBuffer<float>> readScore = cursor.GetGetter<VBuffer<float>>(score);
            (uint key, VBuffer<float> scores) = (0, default);
            while (cursor.MoveNext())
            {
                readLabel(ref key);
                readScore(ref scores);
                float[] values = scores.ToArray();
                // As in ML.NET: rows without a label and rows whose scores are no numbers are left out.
                if (key > 0 && values.All(float.IsFinite))
                {
                    evaluator.Add((int)key - 1, values);
                }
            }
        }

        return evaluator._rows > 0
            ? evaluator.ToMetrics(topK, Names(label, score, evaluator._classCount))
            : throw new ArgumentException($"Evaluate: there is no row with a label in '{labelName}' and finite scores in '{scoreName}'.");
    }

    private static DataViewSchema.Column Require(DataViewSchema schema, string name, Func<DataViewType, bool> fits, string wanted)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw new ArgumentException($"Evaluate: there is no column '{name}'; the columns are {schema.Names()}.");
        return fits(column.Type) ? column : throw new ArgumentException($"Evaluate: column '{name}' is {column.Type}, wanted is {wanted}.");
    }

    private static string[] Names(DataViewSchema.Column label, DataViewSchema.Column score, int count)
    {
        object? known = score.Annotations.Find(DataViewSchema.Annotations.SlotNames) ?? label.Annotations.Find(DataViewSchema.Annotations.KeyValues);
        IReadOnlyList<string> names = known is null ? [] : KeyValueVectors.Texts(known);
        return [.. Enumerable.Range(0, count).Select(i => i < names.Count ? names[i] : FormattableString.Invariant($"{i}"))];
    }

    private void Add(int label, float[] scores)
    {
        int answer = 0;
        int rank = 0;
        for (int c = 0; c < scores.Length; c++)
        {
            answer = scores[c] > scores[answer] ? c : answer;
            if (label < scores.Length && (scores[c] > scores[label] || (scores[c] == scores[label] && c < label)))
            {
                rank++;
            }
        }

        double probability = label < scores.Length ? Math.Clamp(scores[label], SmallestProbability, 1) : SmallestProbability;
        double loss = -Math.Log(probability);
        _lossSum += loss;
        _classLoss[label] += loss;
        _classRows[label]++;
        _rows++;
        _confusion[label][answer]++;
        if (label < scores.Length)
        {
            _ranks[rank]++;
        }
    }

    private MulticlassClassificationMetrics ToMetrics(int topK, string[] names)
    {
        double logLoss = _lossSum / _rows;
        double entropy = -_classRows.Where(n => n > 0).Sum(n => n / _rows * Math.Log(n / _rows));
        double[] recalls = [.. Enumerable.Range(0, _classCount).Where(c => _classRows[c] > 0).Select(c => _confusion[c][c] / _classRows[c])];
        return new MulticlassClassificationMetrics(
            [.. Enumerable.Range(1, Math.Min(topK, _classCount)).Select(k => _ranks.Take(k).Sum() / _rows)], new ConfusionMatrix(_confusion, names))
        {
            LogLoss = logLoss,
            LogLossReduction = (entropy - logLoss) / entropy,
            MicroAccuracy = Enumerable.Range(0, _classCount).Sum(c => _confusion[c][c]) / _rows,
            MacroAccuracy = recalls.Average(),
            TopKPredictionCount = topK,
            PerClassLogLoss = [.. _classLoss.Select((loss, c) => _classRows[c] > 0 ? loss / _classRows[c] : 0)],
        };
    }
}
