using System.Globalization;

namespace Steadfast.WebApp.Files;

/// <summary>Names of blobs: when the upload began, then a random part. So the age of each is known from its name, and the oldest are listed first.</summary>
internal static class BlobName
{
    private const string Format = "yyyyMMdd'T'HHmmss'Z'";
    private const int TimeLength = 16;

    /// <summary>A name that no other blob has.</summary>
    public static string New(DateTimeOffset now) => $"{now.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)}-{Guid.NewGuid():N}";

    /// <summary>Says when the upload of a blob began; null when its name is none of ours.</summary>
    public static DateTimeOffset? BeganAt(string name) =>
        name.Length > TimeLength && DateTimeOffset.TryParseExact(
            name.AsSpan(0, TimeLength), Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var began)
            ? began
            : null;
}
