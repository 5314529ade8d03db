using System.Text;
using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator;

/// <summary>A lie of the control plane: which requests are answered with something else than the truth, and with what.</summary>
/// <param name="Method">HTTP method of the requests.</param>
/// <param name="Path">A pattern of their path, without the query; <c>*</c> stands for anything.</param>
public sealed record AlteredAnswer(string Method, string Path)
{
    /// <summary>Number of answers that are altered. Default: all, until it is taken back.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>True when the request reaches nothing, so that only the answer says that it did. Default no: it is carried out.</summary>
    public bool IsInstead { get; init; }

    /// <summary>HTTP status of the answer; null for the true one.</summary>
    public int? Status { get; init; }

    /// <summary>Seconds in the header Retry-After; null for the true ones.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The whole body, word for word; null for the true one, as <see cref="Json"/> changes it.</summary>
    public string? Text { get; init; }

    /// <summary>Changes the true body where it stands.</summary>
    public Action<JsonNode> Json { get; init; } = static _ => { };

    internal bool Hits(string method, string path) =>
        Method == method && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Path, path);

    internal byte[] Of(byte[] truth)
    {
        if (Text is not null || truth.Length == 0 || JsonNode.Parse(truth) is not { } body)
        {
            return Text is null ? truth : Encoding.UTF8.GetBytes(Text);
        }

        Json(body);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
