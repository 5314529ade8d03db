using System.ComponentModel.DataAnnotations;

namespace Steadfast.Functions.Instances;

/// <summary>Sets the place of evidence that is saved of instances. App settings <c>Evidence__*</c>.</summary>
public sealed record EvidenceOptions : IValidatableObject
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Evidence";

    /// <summary>
    /// Gets the address of a blob container, for example <c>https://account.blob.core.windows.net/evidence</c>. Default: none, and
    /// evidence is kept with the history of its incident.
    /// </summary>
    public string Container { get; init; } = "";

    /// <summary>
    /// Gets the file that holds the key of the account: for storage on this machine only. Default: none, and the app's identity signs in.
    /// </summary>
    public string KeyFile { get; init; } = "";

    /// <summary>
    /// Gets whether evidence older than <c>Recovery__KeepFor</c> is purged with the histories, because the storage deletes nothing by
    /// itself. Default false: the storage has a rule for it, and the app needs no leave to delete.
    /// </summary>
    public bool IsPurged { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Container.Length == 0)
        {
            yield break;
        }

        if (!Uri.TryCreate(Container, UriKind.Absolute, out Uri? address) || address.Segments.Length < 2 || address.Query.Length > 0)
        {
            yield return new(
                "Evidence__Container cannot be read: set it to an address like https://account.blob.core.windows.net/evidence.");
            yield break;
        }

        if (address.Scheme != Uri.UriSchemeHttps && !(KeyFile.Length > 0 && address.IsLoopback))
        {
            yield return new("Evidence__Container is without https: a token may only travel encrypted.");
        }

        if (KeyFile.Length > 0 && !address.IsLoopback)
        {
            yield return new(
                "Evidence__KeyFile is for storage on this machine only: leave it empty, and the identity of the app signs in.");
        }
    }
}
