namespace MlNetTransfer.Importing.TensorFlow.Operators;

/// <summary>The arguments of a StridedSlice in ONNX's form: masks resolved, one entry for each axis that is cut (TensorFlow API documentation, tf.strided_slice).</summary>
/// <param name="Axes">Axes of the file's value.</param>
/// <param name="Starts">First index of each.</param>
/// <param name="Ends">Index after the last of each.</param>
/// <param name="Steps">Step of each.</param>
/// <param name="Removed">Axes that disappear: those that were given one index.</param>
internal readonly record struct StridedParts(int[] Axes, long[] Starts, long[] Ends, long[] Steps, int[] Removed)
{
    /// <summary>Reads the arguments.</summary>
    /// <returns>Null when they cannot be known or run, which the translation then says.</returns>
    public static StridedParts? Read(NodeTranslation t)
    {
        int rank = t.Rank(0);
        long ellipsis = t.Int("ellipsis_mask", 0);
        if (t.Int("new_axis_mask", 0) != 0)
        {
            t.NotSupported("new_axis_mask");
        }

        if (t.Integers(1) is not { } begins || t.Integers(2) is not { } ends || t.Integers(3) is not { } steps || t.Unsupported.Count > 0)
        {
            return null;
        }

        bool fits = begins.Length == ends.Length && begins.Length == steps.Length && begins.Length <= rank + (ellipsis != 0 ? 1 : 0);
        if (!fits || steps.Contains(0) || (ellipsis & (ellipsis - 1)) != 0)
        {
            throw t.Fail($"takes the part [{string.Join(", ", begins)}] to [{string.Join(", ", ends)}] in steps of [{string.Join(", ", steps)}] of a value of rank {rank}");
        }

        return Resolve(t, rank, ellipsis, (begins, ends, steps));
    }

    private static StridedParts Resolve(NodeTranslation t, int rank, long ellipsis, (long[] Begins, long[] Ends, long[] Steps) given)
    {
        (long beginMask, long endMask, long shrinkMask) = (t.Int("begin_mask", 0), t.Int("end_mask", 0), t.Int("shrink_axis_mask", 0));
        List<(int Axis, long Start, long End, long Step, bool Shrinks)> parts = [];
        int axis = 0;
        for (int i = 0; i < given.Begins.Length; i++, axis++)
        {
            if ((ellipsis >> i & 1) != 0)
            {
                axis += rank - given.Begins.Length;
                continue;
            }

            bool shrinks = (shrinkMask >> i & 1) != 0;
            long step = shrinks ? 1 : Limited(given.Steps[i]);
            long start = (beginMask >> i & 1) != 0 && !shrinks ? (step > 0 ? 0 : int.MaxValue) : Limited(given.Begins[i]);
            long end = shrinks ? (start == -1 ? int.MaxValue : start + 1)
                : (endMask >> i & 1) != 0 ? (step > 0 ? int.MaxValue : int.MinValue)
                : Limited(given.Ends[i]);
            parts.Add((axis, start, end, step, shrinks));
        }

        return new StridedParts(
            [.. parts.Select(p => p.Axis)],
            [.. parts.Select(p => p.Start)],
            [.. parts.Select(p => p.End)],
            [.. parts.Select(p => p.Step)],
            [.. parts.Where(p => p.Shrinks).Select(p => p.Axis)]);
    }

    private static long Limited(long value) => Math.Clamp(value, int.MinValue, int.MaxValue);
}
