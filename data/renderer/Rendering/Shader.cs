using System.Numerics;
using PartsRenderer.Lighting;
using PartsRenderer.Surfaces;

namespace PartsRenderer.Rendering;

/// <summary>Light that leaves a point towards the eye: diffuse lamps and surroundings, and one mirror bounce blurred by roughness.</summary>
internal sealed class Shader(Scene scene)
{
    private const float FarAway = 60;

    /// <summary>Rougher dielectrics show no mirror image.</summary>
    private const float Matt = 0.5f;

    private readonly Tracer _tracer = new(scene.Parts);

    /// <summary>Linear colour seen along a ray.</summary>
    public Vector3 Trace(Vector3 origin, Vector3 direction)
    {
        float table = direction.Y < -1e-4f ? -origin.Y / direction.Y : FarAway;
        (PlacedPart? part, float distance) = _tracer.Hit(origin, direction, table);
        Vector3 p = origin + (direction * distance);
        if (part is not null)
        {
            Vector3 normal = Tracer.Normal(part, p);
            if (Vector3.Dot(normal, direction) > 0)
            {
                normal = Vector3.Normalize(normal - (direction * (1.02f * Vector3.Dot(normal, direction))));
            }

            return Shade(p, direction, normal, part.Material.At(part.ToPart(p)));
        }

        return table < FarAway ? Table(p, direction) : scene.Rig.Wall;
    }

    private Vector3 Table(Vector3 p, Vector3 direction)
    {
        const float step = 0.01f;
        Surface surface = scene.Backdrop.At(p.X, p.Z);
        float slopeX = (scene.Backdrop.At(p.X + step, p.Z).Height - surface.Height) / step;
        float slopeZ = (scene.Backdrop.At(p.X, p.Z + step).Height - surface.Height) / step;
        return Shade(p, direction, Vector3.Normalize(new Vector3(-slopeX, 1, -slopeZ)), surface);
    }

    private Vector3 Shade(Vector3 p, Vector3 direction, Vector3 normal, Surface surface)
    {
        Vector3 lifted = p + (normal * 0.004f);
        float open = _tracer.Open(lifted, normal);
        float up = 0.5f + (0.5f * normal.Y);
        if (surface.Metallic >= 1)
        {
            return Glossy(lifted, direction, normal, surface, open);
        }

        Vector3 bounce = scene.Backdrop.MeanAlbedo * (scene.Rig.Sky + (scene.Rig.Lights[0].Color * 0.35f));
        Vector3 irradiance = Vector3.Lerp(bounce, Vector3.Lerp(scene.Rig.Wall, scene.Rig.Sky, up), up) * open;
        foreach (Light light in scene.Rig.Lights)
        {
            float facing = Vector3.Dot(normal, light.Direction);
            if (facing > 0)
            {
                float size = Math.Clamp(MathF.Sqrt(light.Size.X * light.Size.Y), 0.03f, 0.35f);
                irradiance += light.Color * (facing * _tracer.Visible(lifted, light.Direction, size));
            }
        }

        Vector3 diffuse = surface.Albedo * (1 - surface.Metallic) * irradiance;
        return diffuse + Glossy(lifted, direction, normal, surface, open);
    }

    /// <summary>Light that the surface mirrors (Schlick 1994): bare metal has no other.</summary>
    private Vector3 Glossy(Vector3 p, Vector3 direction, Vector3 normal, Surface surface, float open)
    {
        Vector3 base0 = Vector3.Lerp(new Vector3(0.04f), surface.Albedo, surface.Metallic);
        float glance = MathF.Pow(1 - Math.Clamp(-Vector3.Dot(direction, normal), 0, 1), 5) * (1 - surface.Roughness);
        Vector3 fresnel = base0 + ((Vector3.One - base0) * glance);
        if (surface.Metallic == 0 && surface.Roughness > Matt)
        {
            return fresnel * scene.Rig.Sky * open;
        }

        return fresnel * Mirror(p, Vector3.Reflect(direction, normal), surface.Roughness, open);
    }

    /// <summary>What the mirrored ray meets: another part, the table, or the room.</summary>
    private Vector3 Mirror(Vector3 p, Vector3 direction, float roughness, float open)
    {
        float table = direction.Y < -0.02f ? -p.Y / direction.Y : FarAway;
        (PlacedPart? part, float distance) = _tracer.Hit(p + (direction * 0.02f), direction, MathF.Min(table, 3));
        Vector3 at = p + (direction * distance);
        if (part is not null)
        {
            Surface other = part.Material.At(part.ToPart(at));
            return other.Albedo * Vector3.Lerp(scene.Rig.Wall, scene.Rig.Lights[0].Color, 0.22f) * open;
        }

        Vector3 room = scene.Rig.Environment(direction, roughness);
        if (table >= FarAway)
        {
            return room * float.Lerp(1, open, roughness);
        }

        Vector3 ground = scene.Backdrop.At(at.X, at.Z).Albedo * (scene.Rig.Sky + (scene.Rig.Lights[0].Color * 0.45f));
        float horizon = Math.Clamp((direction.Y + (0.3f * roughness)) / MathF.Max(0.3f * roughness, 0.01f), 0, 1) * 0.5f;
        return Vector3.Lerp(ground * MathF.Sqrt(open), room, horizon);
    }
}
