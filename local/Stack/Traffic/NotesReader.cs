using System.Net.Http.Json;

namespace Steadfast.Local.Stack.Traffic;

/// <summary>Reads all notes through the web application, page by page.</summary>
public static class NotesReader
{
    private const int PageSize = 100;

    /// <summary>Texts of all notes.</summary>
    /// <param name="target">For example <c>http://127.0.0.1:8080/api/notes</c>.</param>
    /// <exception cref="HttpRequestException">A page could not be read.</exception>
    public static async Task<IReadOnlyList<string>> ReadAllAsync(Uri target, CancellationToken ct = default)
    {
        using HttpClient client = new();
        List<string> texts = [];
        string? after = null;
        do
        {
            string query = after is null ? $"?limit={PageSize}" : $"?limit={PageSize}&after={Uri.EscapeDataString(after)}";
            var page = await client.GetFromJsonAsync<Page>(new Uri(target, query), ct)
                ?? throw new HttpRequestException("A page of notes was empty.");
            texts.AddRange(page.Notes.Select(static note => note.Text));
            after = page.Next;
        }
        while (after is not null);
        return texts;
    }

    private sealed record Page(IReadOnlyList<Note> Notes, string? Next);

    private sealed record Note(string Text);
}
