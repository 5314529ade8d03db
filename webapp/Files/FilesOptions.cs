using System.ComponentModel.DataAnnotations;

namespace Steadfast.WebApp.Files;

/// <summary>Place where the files of notes are kept. Without a container there are none.</summary>
internal sealed class FilesOptions : IValidatableObject
{
    private static readonly (TimeSpan Min, TimeSpan Max) SweepBounds = (TimeSpan.FromSeconds(1), TimeSpan.FromHours(12));

    /// <summary>Address of the container, for example <c>https://account.blob.core.windows.net/files</c>. Default: none, and with it no files.</summary>
    public string Container { get; set; } = "";

    /// <summary>
    /// File that holds the key of the account: for storage on this machine only. Default: none, and the managed identity of the machine signs in.
    /// </summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Client id of a user-assigned managed identity. Default: the one the machine has.</summary>
    public string IdentityClientId { get; set; } = "";

    /// <summary>From one search for files that no note has to the next. Default 1 h; 1 s to 12 h.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Container.Length == 0 ? [] : Wrong().Select(static wrong => new ValidationResult(wrong));

    private IEnumerable<string> Wrong()
    {
        if (!Uri.TryCreate(Container, UriKind.Absolute, out var address) || address.Segments.Length < 2)
        {
            yield return "Files__Container cannot be read: set it to an address like https://account.blob.core.windows.net/files.";
            yield break;
        }

        if (address.Query.Length > 0 || address.UserInfo.Length > 0)
        {
            yield return "Files__Container holds more than an address: settings are no place for a signature or a password.";
        }

        if (KeyFile.Length == 0 && address.Scheme != Uri.UriSchemeHttps)
        {
            yield return "Files__Container is without https: a token may only travel encrypted.";
        }

        if (KeyFile.Length > 0 && !address.IsLoopback)
        {
            yield return "Files__KeyFile is for storage on this machine only: leave it empty, and the managed identity signs in.";
        }

        if (KeyFile.Length > 0 && !File.Exists(KeyFile))
        {
            yield return "Files__KeyFile names a file that is not there.";
        }

        if (SweepEvery < SweepBounds.Min || SweepEvery > SweepBounds.Max)
        {
            yield return $"Files__SweepEvery must be between {SweepBounds.Min:c} and {SweepBounds.Max:c}.";
        }
    }
}
