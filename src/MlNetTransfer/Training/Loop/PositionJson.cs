using System.Text.Json.Serialization;

namespace MlNetTransfer.Training.Loop;

/// <summary>Position and options as JSON in a checkpoint: generated code; doubles are written so that they read back to the bit.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrainingPosition))]
[JsonSerializable(typeof(GradientTrainingOptions))]
internal sealed partial class PositionJson : JsonSerializerContext;
