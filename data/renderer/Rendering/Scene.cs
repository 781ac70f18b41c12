using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Lighting;
using PartsRenderer.Parts;
using PartsRenderer.Surfaces;

namespace PartsRenderer.Rendering;

/// <summary>One photograph's subject, clutter, table, lamps and camera, all drawn from one seed.</summary>
internal sealed class Scene
{
    /// <summary>Composes a scene.</summary>
    /// <param name="request">Class and split.</param>
    /// <param name="random">Source of everything that varies.</param>
    public Scene(PictureRequest request, SeededRandom random)
    {
        PlacedPart subject = new(PartCatalog.Create(request.ClassIndex, random), new Material(random), random, new Vector4(0, 0, 0, 1));
        List<PlacedPart> parts = [subject];
        int propCount = random.Chance(0.35) ? 1 : 0;
        for (int i = 0; i < propCount; i++)
        {
            int kind = (request.IsTest ? 1 : 0) + (2 * random.NextInt32(2));
            Prop prop = new(random, kind);
            float angle = random.Between(0, 2 * MathF.PI);
            float clear = (kind is 0 or 1 ? 0.55f : 1) * prop.Radius;
            float away = subject.Radius + (kind == 1 ? prop.Radius : clear) + random.Between(0.0f, 0.5f);
            parts.Add(new PlacedPart(prop, new Material(random), random, new Vector4(MathF.Cos(angle) * away, 0, MathF.Sin(angle) * away, 1)));
        }

        Parts = parts;
        int family = random.NextInt32(BackdropCatalog.FamilyCount);
        Backdrop = request.IsTest ? BackdropCatalog.CreateForTest(family, random) : BackdropCatalog.CreateForTraining(family, random);
        Rig = request.IsTest ? LightRig.CreateForTest(random) : LightRig.CreateForTraining(random);
        Camera = new Camera(random, subject.Center, subject.Radius * 0.92f);
    }

    /// <summary>The subject first, then the clutter.</summary>
    public IReadOnlyList<PlacedPart> Parts { get; }

    /// <summary>The table.</summary>
    public Backdrop Backdrop { get; }

    /// <summary>The lamps.</summary>
    public LightRig Rig { get; }

    /// <summary>The camera.</summary>
    public Camera Camera { get; }
}
