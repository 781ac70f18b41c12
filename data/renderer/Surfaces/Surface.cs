using System.Numerics;

namespace PartsRenderer.Surfaces;

/// <summary>What light meets at one point.</summary>
/// <param name="Albedo">Linear colour, 0 to 1.</param>
/// <param name="Metallic">0 for dielectrics, 1 for bare metal.</param>
/// <param name="Roughness">0 mirror, 1 matt.</param>
/// <param name="Height">Relief, in scene units, for shading by slope; 0 where the surface is flat.</param>
internal readonly record struct Surface(Vector3 Albedo, float Metallic, float Roughness, float Height = 0);
