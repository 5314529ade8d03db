using System.Text.Json;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Cache;

/// <summary>The list of the notes as an instance gave it.</summary>
/// <param name="Code">Status code.</param>
/// <param name="Texts">Texts of the notes, separated by commas; empty where there are none.</param>
/// <param name="Status"><c>Cache-Status</c>; empty without it.</param>
/// <param name="Age">Age in seconds; null where it is not said.</param>
internal sealed record CachedNotes(int Code, string Texts, string Status, double? Age)
{
    /// <summary>Tells whether they are the last known ones, because the database is away or late: something may have been written since.</summary>
    public bool IsMarked => HasMark(Status);

    /// <summary>Tells whether they come from the cache, or are in it now.</summary>
    public bool IsByCache => Status is "Steadfast; hit" or "Steadfast; fwd=miss; stored";

    public static async Task<CachedNotes> ReadAsync(HttpClient http, NotesClient client, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(new Uri(client.Web.Options.Address, "/api/notes"), cancellation);
        using JsonDocument body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
        string texts = body.RootElement.TryGetProperty("notes", out var notes) ? string.Join(',', notes.EnumerateArray().Select(static note => note.GetProperty("text").GetString())) : "";
        return new((int)answer.StatusCode, texts, StatusOf(answer), answer.Headers.Age?.TotalSeconds);
    }

    /// <summary>Tells whether any answer is the last known one.</summary>
    public static bool IsMarkedAnswer(HttpResponseMessage answer) => HasMark(StatusOf(answer));

    private static bool HasMark(string status) => status.Contains("databaseAway", StringComparison.Ordinal);

    private static string StatusOf(HttpResponseMessage answer) => answer.Headers.TryGetValues("Cache-Status", out var status) ? status.Single() : "";
}
