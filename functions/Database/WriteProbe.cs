using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Azure;
using Steadfast.Functions.Diagnosis;

namespace Steadfast.Functions.Database;

/// <summary>
/// Writes through a web server, the way a client does: a note is added and taken away again. The automation has no account in the database, and a
/// database that only says it takes writes is not enough.
/// </summary>
public sealed class WriteProbe(HttpClient http, IOptions<StackOptions> stack, TimeProvider clock)
{
    private const string Text = "The automation sees whether the database takes writes; this note goes away by itself.";

    // The web application answers within 2 s, whatever the database does.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>One attempt. Never throws for what the instance does.</summary>
    /// <param name="address">Private IP address of the instance.</param>
    /// <param name="key">Under the same key a note is added once, however often it is sent.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Reading> WriteAsync(string address, string key, CancellationToken cancellation)
    {
        using CancellationTokenSource deadline = new(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        Uri notes = new UriBuilder(Uri.UriSchemeHttp, address, stack.Value.InstancePort, stack.Value.NotesPath).Uri;
        try
        {
            (HttpStatusCode status, long? note) = await AddAsync(notes, key, either.Token);
            return note is { } id ? await TakeAwayAsync(new($"{notes}/{id}"), either.Token)
                : status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed ? Reading.Unknown("it takes no notes")
                : Reading.Bad($"it adds no note ({(int)status})");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException)
        {
            return Reading.Bad($"it does not answer ({(failure as HttpRequestException)?.HttpRequestError ?? HttpRequestError.ResponseEnded})");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return Reading.Bad($"it does not answer within {Patience.TotalSeconds:0} s");
        }
    }

    // 201 for a new note, 200 for one that an earlier attempt has added.
    private async Task<(HttpStatusCode Status, long? Note)> AddAsync(Uri notes, string key, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, notes) { Content = JsonContent.Create(new { text = Text }) };
        request.Headers.Add("Idempotency-Key", key);
        using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            return (answer.StatusCode, null);
        }

        using JsonDocument note = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
        return (answer.StatusCode, Json.Child(note.RootElement, "id") is { ValueKind: JsonValueKind.Number } id && id.TryGetInt64(out long number) ? number : null);
    }

    private async Task<Reading> TakeAwayAsync(Uri note, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await http.DeleteAsync(note, cancellation);
        return answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound
            ? Reading.Good("it added a note and took it away again")
            : Reading.Bad($"it added a note and cannot take it away ({(int)answer.StatusCode})");
    }
}
