using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Stack.Tests.Databases;

/// <summary>Notes in memory behind the web application's contract, and mistakes that a real one must not make.</summary>
internal sealed class NotesServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<(string Key, string Text)> _notes = [];
    private readonly IPEndPoint _address = Loopback.Free();

    private NotesServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(_address));
        _app = builder.Build();
        _app.MapPost("/api/notes", Write);
        _app.MapGet("/api/notes", Read);
    }

    public Uri Url => new($"http://{_address}/api/notes");

    /// <summary>What happens to a write, by how many notes are stored already: null is as it should be.</summary>
    public Func<int, Mistake?> Mistakes { get; set; } = static _ => null;

    public enum Mistake
    {
        AnswerLost,
        NoteLost,
        StoredTwice,
        Away,
    }

    public static async Task<NotesServer> StartAsync()
    {
        NotesServer server = new();
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult Write(NewNote note, HttpRequest request)
    {
        string key = request.Headers["Idempotency-Key"].ToString();
        lock (_notes)
        {
            if (_notes.Any(each => each.Key == key))
            {
                return Results.Ok();
            }

            var mistake = Mistakes(_notes.Count);
            for (int copy = 0; copy < Copies(mistake); copy++)
            {
                _notes.Add((key, note.Text));
            }

            return mistake is Mistake.Away or Mistake.AnswerLost ? Results.StatusCode(503) : Results.StatusCode(201);
        }
    }

    private static int Copies(Mistake? mistake) => mistake switch
    {
        Mistake.NoteLost or Mistake.Away => 0,
        Mistake.StoredTwice => 2,
        _ => 1,
    };

    private IResult Read(int limit, int? after)
    {
        lock (_notes)
        {
            int start = after ?? 0;
            var page = _notes.Skip(start).Take(limit).Select((note, i) => new { id = start + i + 1, text = note.Text }).ToArray();
            int end = start + page.Length;
            return Results.Json(new { notes = page, next = end < _notes.Count ? end.ToString(CultureInfo.InvariantCulture) : null });
        }
    }

    private sealed record NewNote(string Text);
}
