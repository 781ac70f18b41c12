namespace MlNetTransfer.Backbones.Published;

/// <summary>One process at a time works on a file; the others wait.</summary>
internal static class TargetLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes the lock <c>NAME.lock</c>; it is given back, and the file gone, when the result is disposed of or the process ends.</summary>
    public static async Task<IDisposable> TakeAsync(string target, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(target + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new BackboneUnavailableException(
                    $"{target}: cannot be written: {exception.Message.TrimEnd('.')}. Change the rights, or name another folder with MLNETTRANSFER_CACHE.", exception)
                {
                    Failure = BackboneFailure.Disk,
                };
            }
        }
    }

    // Win32 sharing and lock violations, which .NET also uses on Unix; EAGAIN where it keeps errno (11 on Linux, 35 on macOS).
    private static bool IsHeld(IOException exception) => (exception.HResult & 0xFFFF) is 0x20 or 0x21 or 11 or 35;
}
