using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MlNetTransfer.Graphs;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>Writes model archives: equal inputs make equal bytes, and the file is replaced whole or not at all.</summary>
public static class ModelArchiveWriter
{
    /// <summary>Writes an archive to a file.</summary>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <param name="content">Manifest, network and golden cases.</param>
    /// <exception cref="ArgumentException">Something would not be read back; all reasons together.</exception>
    /// <exception cref="FileWriteException">The file could not be written; the old one is untouched.</exception>
    public static void Save(string path, ModelArchiveContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        ModelManifest manifest = Complete(content);
        AtomicFile.DeleteStaleTemporaries(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
        AtomicFile.Write(path, stream => Write(stream, manifest, content));
    }

    /// <summary>Writes an archive to a stream.</summary>
    /// <param name="stream">Receives the archive, front to back.</param>
    /// <param name="content">Manifest, network and golden cases.</param>
    /// <exception cref="ArgumentException">Something would not be read back; all reasons together.</exception>
    public static void Write(Stream stream, ModelArchiveContent content)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(content);
        Write(stream, Complete(content), content);
    }

    private static void Write(Stream stream, ModelManifest manifest, ModelArchiveContent content)
    {
        using SealedZipWriter zip = new(stream);
        zip.Add(ModelArchive.ManifestEntry, ManifestJson.Write(manifest));
        foreach ((string name, ReadOnlyMemory<byte> bytes) in Entries(content))
        {
            zip.Add(name, bytes.Span);
        }

        zip.Finish();
    }

    /// <summary>The manifest with golden answers and hashes filled in, checked as a reader will check it.</summary>
    private static ModelManifest Complete(ModelArchiveContent content)
    {
        GoldenDescription? golden = content.Goldens.Count == 0 ? null : new GoldenDescription(
            content.Machine, content.Tolerance, [.. Enumerable.Range(0, content.Goldens.Count).Select(GoldenNames)]);
        ModelManifest manifest = content.Manifest with
        {
            Format = ModelManifest.FormatName,
            FormatVersion = content.Manifest.Preprocessing.FormatVersion(),
            LibraryVersion = LibraryInformation.Version,
            Golden = golden,
            Entries = [.. Entries(content).Select(e => new ManifestEntry(e.Name, e.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(e.Bytes.Span))))],
        };
        List<string> problems = [.. ManifestRules.FindProblems(manifest, ArchiveLimits.Default), .. ManifestRules.FindProblems(manifest, content.Goldens)];
        try
        {
            manifest.Preprocessing.ToPreprocessing();
        }
        catch (InvalidModelException exception)
        {
            problems.Add(exception.Message);
        }

        return problems.Count == 0
            ? manifest
            : throw new ArgumentException($"The model cannot be saved: {string.Join("; ", problems)}.", nameof(content));
    }

    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> Entries(ModelArchiveContent content)
    {
        yield return (ModelArchive.NetworkEntry, content.Network);
        for (int i = 0; i < content.Goldens.Count; i++)
        {
            GoldenEntries names = GoldenNames(i);
            yield return (names.Pixels, content.Goldens[i].Pixels);
            yield return (names.Features, MemoryMarshal.AsBytes(content.Goldens[i].Features.Span).ToArray());
            yield return (names.Probabilities, MemoryMarshal.AsBytes(content.Goldens[i].Probabilities.Span).ToArray());
        }
    }

    private static GoldenEntries GoldenNames(int index) => new(
        FormattableString.Invariant($"golden/{index}.rgb"),
        FormattableString.Invariant($"golden/{index}.features.f32"),
        FormattableString.Invariant($"golden/{index}.probabilities.f32"));
}
