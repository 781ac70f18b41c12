using System.Text.Json;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Training.Events;

/// <summary>A run log of one JSON object a line: event, step, time in seconds since 1970, and the event's numbers; null where a number is not finite.</summary>
internal sealed class JsonLinesLog(Stream stream, TimeProvider time)
{
    /// <summary>Appends an event.</summary>
    public void Write(TrainingEvent what)
    {
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("event", what.Name);
            json.WriteNumber("step", what.Step);
            json.WriteNumber("time", time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
            foreach ((string name, double value) in what.Values)
            {
                if (double.IsFinite(value))
                {
                    json.WriteNumber(name, value);
                }
                else
                {
                    json.WriteNull(name);
                }
            }

            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        stream.Flush();
    }
}
