using System.Globalization;
using MlNetTransfer.Imaging;
using MlNetTransfer.Runtime;
using PartsRenderer.Parts;
using PartsRenderer.Rendering;

namespace PartsRenderer;

/// <summary>Renders a set of pictures of hardware parts.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        RenderOptions options;
        try
        {
            options = RenderOptions.Parse(arguments);
        }
        catch (FormatException problem)
        {
            Console.Error.WriteLine($"{problem.Message} {RenderOptions.Usage}");
            return 2;
        }

        List<PictureRequest> requests = [];
        for (int classIndex = 0; classIndex < PartCatalog.Names.Count; classIndex++)
        {
            int c = classIndex;
            requests.AddRange(Enumerable.Range(0, options.TrainPerClass).Select(i => new PictureRequest(c, IsTest: false, i, options.Size)));
            requests.AddRange(Enumerable.Range(0, options.TestPerClass).Select(i => new PictureRequest(c, IsTest: true, i, options.Size)));
        }

        requests = [.. requests.OrderBy(r => r.Index)];
        foreach (string folder in requests.Select(r => Folder(options, r)).Distinct(StringComparer.Ordinal))
        {
            Directory.CreateDirectory(folder);
        }

        int done = 0;
        Parallel.ForEach(requests, request =>
        {
            long seed = request.Seed(options.Seed);
            Image image = PictureRenderer.Render(request, new SeededRandom(seed));
            string name = request.Index.ToString("000", CultureInfo.InvariantCulture) + ".jpg";
            File.WriteAllBytes(Path.Combine(Folder(options, request), name), PictureFile.Encode(image, seed));
            int count = Interlocked.Increment(ref done);
            if (count % 50 == 0 || count == requests.Count)
            {
                Console.Error.WriteLine(FormattableString.Invariant($"{count} of {requests.Count} pictures"));
            }
        });
        return 0;
    }

    private static string Folder(RenderOptions options, PictureRequest request) =>
        Path.Combine(options.OutputFolder, request.IsTest ? "test" : "train", PartCatalog.Names[request.ClassIndex]);
}
