using System.Net;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Files;

/// <summary>Many files at once.</summary>
[Trait("Category", "real-processes")]
public sealed class FilesLoadTests(FilesStack stack) : IClassFixture<FilesStack>, IAsyncLifetime
{
    private const int MaxBytes = 10 * 1024 * 1024;

    // As many as are taken in at once, and as many more as may wait for it.
    private const int AtOnce = 16;
    private const int Waiting = 32;

    // It waits to be told to send a body: one whose file waits for its turn is not told before that.
    private readonly HttpClient _http = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(2) }) { Timeout = TimeSpan.FromMinutes(2) };
    private NotesClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Uri Address => new(_client.Web.Options.Address, "/api/notes/1/file?name=a.pdf");

    public async ValueTask InitializeAsync()
    {
        FilesStack.SkipWithoutStorage();
        await stack.ResetAsync();
        // 96 MB for everything: sixteen files do not fit into that.
        _client = await NotesClient.StartConnectedAsync(stack.Settings(("DOTNET_GCHeapHardLimit", "0x6000000")), "2");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await (_client?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Large_files_are_taken_in_and_served_at_once_without_being_held_in_memory()
    {
        byte[] file = new byte[MaxBytes];
        FilesStack.Pdf.CopyTo(file, 0);
        Pause[] uploads = [.. Enumerable.Range(0, AtOnce).Select(_ => new Pause(file, after: MaxBytes - 1000))];
        Task<int>[] sent = [.. uploads.Select(PutAsync)];
        await Task.WhenAll(uploads.Select(static each => each.Reached)).WaitAsync(TimeSpan.FromSeconds(60), Ct);
        Array.ForEach(uploads, static each => each.GoOn());
        Assert.Equal(Enumerable.Repeat(200, AtOnce), await Task.WhenAll(sent));

        // All are begun before the first is read.
        HttpResponseMessage[] begun = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => _http.GetAsync(Address, HttpCompletionOption.ResponseHeadersRead, Ct)));
        foreach (HttpResponseMessage each in begun)
        {
            using var answer = each;
            Assert.Equal(file, await answer.Content.ReadAsByteArrayAsync(Ct));
        }
    }

    [Fact]
    public async Task More_files_than_may_wait_are_refused_at_once()
    {
        Pause[] uploads = [.. Enumerable.Range(0, AtOnce + Waiting + 5).Select(static _ => new Pause(new byte[64_000], after: 60_000))];
        Task<int>[] sent = [.. uploads.Select(PutAsync)];

        await Eventually.TrueAsync(() => sent.Count(static each => each.IsCompleted) == 5, "five are answered");
        Assert.All(sent.Where(static each => each.IsCompleted), static each => Assert.Equal(503, each.Result));
        Array.ForEach(uploads, static each => each.GoOn());

        int[] answers = await Task.WhenAll(sent);
        // Zeros are no text.
        Assert.Equal((5, AtOnce + Waiting), (answers.Count(static each => each == 503), answers.Count(static each => each == 415)));
    }

    private async Task<int> PutAsync(Pause content)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, Address) { Content = content };
        // So that a refusal is read before all is sent.
        request.Headers.ExpectContinue = true;
        using var answer = await _http.SendAsync(request, Ct);
        return (int)answer.StatusCode;
    }

    /// <summary>A body that is sent up to some byte, and to its end when it is told to.</summary>
    private sealed class Pause(byte[] content, int after) : HttpContent
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void GoOn() => _goOn.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(content.AsMemory(0, after), Ct);
            await stream.FlushAsync(Ct);
            _reached.TrySetResult();
            await _goOn.Task.WaitAsync(Ct);
            await stream.WriteAsync(content.AsMemory(after), Ct);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = content.Length;
            return true;
        }
    }
}
