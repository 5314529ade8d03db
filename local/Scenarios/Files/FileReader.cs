using Steadfast.Local.Scenarios.Drills;

namespace Steadfast.Local.Scenarios.Files;

/// <summary>A client that gives one note a file and asks for it again and again, as the balancer serves it.</summary>
internal sealed class FileReader : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly byte[] Content = [.. "a file of the drill"u8];

    private readonly HttpClient _http = new() { Timeout = Timeout };
    private readonly RepeatedRequest _requests;
    private readonly TimeProvider _clock;
    private readonly Uri _file;

    public FileReader(Uri notes, long note, TimeProvider clock)
    {
        _clock = clock;
        _file = new Uri($"{notes}/{note}/file?name=drill.txt");
        _requests = new(ReadAsync, Interval, clock);
    }

    /// <summary>Every request so far, in the order in which they were answered.</summary>
    public IReadOnlyList<AnsweredRequest> Reads => _requests.Answered;

    /// <summary>Stores the file, and begins to ask for it.</summary>
    /// <exception cref="HttpRequestException">It was not stored.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        // Sent again until it is stored, as a client should: it is there once all the same.
        while (!await IsStoredAsync(ct))
        {
            await Task.Delay(Interval, _clock, ct);
        }

        _requests.Start();
    }

    private async Task<bool> IsStoredAsync(CancellationToken ct)
    {
        using ByteArrayContent content = new(Content);
        using HttpResponseMessage stored = await _http.PutAsync(_file, content, ct);
        return stored.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable
            ? false
            : stored.EnsureSuccessStatusCode().IsSuccessStatusCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        _http.Dispose();
    }

    private async Task<string> ReadAsync(CancellationToken ct)
    {
        using HttpResponseMessage answer = await _http.GetAsync(_file, ct);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(ct);
        return answer.IsSuccessStatusCode && !body.AsSpan().SequenceEqual(Content) ? "another content" : $"{(int)answer.StatusCode}";
    }
}
