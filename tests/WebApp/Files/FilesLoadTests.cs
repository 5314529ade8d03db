using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
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

        // On a busy machine database or storage may be too slow for one of them: then it is all done again.
        await Eventually.TrueAsync(() => AreTakenAsync(file), "all are taken");
        await Eventually.TrueAsync(() => AreServedAsync(file), "all are served");
    }

    // All but the last bytes of each are there before the first of them ends.
    private async Task<bool> AreTakenAsync(byte[] file)
    {
        Pause[] uploads = [.. Enumerable.Range(0, AtOnce).Select(_ => new Pause(file, after: MaxBytes - 1000))];
        Task<string>[] sent = [.. uploads.Select(PutAsync)];
        await Eventually.TrueAsync(() => uploads.Zip(sent).All(static each => each.First.Reached.IsCompleted || each.Second.IsCompleted), "all are sent but for their ends");
        Array.ForEach(uploads, static each => each.GoOn());
        return (await Task.WhenAll(sent)).All(static each => each == "200 ");
    }

    // All are begun before the first is read.
    private async Task<bool> AreServedAsync(byte[] file)
    {
        HttpResponseMessage[] begun = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => _http.GetAsync(Address, HttpCompletionOption.ResponseHeadersRead, Ct)));
        bool areServed = true;
        foreach (HttpResponseMessage each in begun)
        {
            using var answer = each;
            areServed &= answer.IsSuccessStatusCode;
            byte[] content = await answer.Content.ReadAsByteArrayAsync(Ct);
            Assert.True(!areServed || file.AsSpan().SequenceEqual(content));
        }

        return areServed;
    }

    [Fact]
    public async Task More_files_than_may_wait_are_refused_at_once()
    {
        Pause[] uploads = [.. Enumerable.Range(0, AtOnce + Waiting + 10).Select(static _ => new Pause(new byte[64_000], after: 60_000))];
        Task<string>[] sent = [.. uploads.Select(PutAsync)];

        // None of those that were let in has ended before ten are answered: nothing has made room for one of the ten.
        await Eventually.TrueAsync(() => sent.Count(static each => each.IsCompleted) >= 10, "no more than may be taken in and wait are left");
        Array.ForEach(uploads, static each => each.GoOn());

        string[] answers = await Task.WhenAll(sent);
        // On a busy machine one or another is refused by the database. Zeros are no text.
        Assert.InRange(answers.Count(static each => each == "503 busy"), 5, 10);
        Assert.InRange(answers.Count(static each => each == "415 "), AtOnce, AtOnce + Waiting);
    }

    // Status and code of the answer, or that there was none: whoever refuses what is on its way waits five seconds for the rest and cuts the connection.
    // A web server that is gone refuses the connection itself, which fails the test.
    private async Task<string> PutAsync(Pause content)
    {
        try
        {
            return await AnswerAsync(content);
        }
        catch (HttpRequestException cut) when (cut.InnerException is IOException)
        {
            return "cut off";
        }
    }

    private async Task<string> AnswerAsync(Pause content)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, Address) { Content = content };
        // So that a refusal is read before all is sent.
        request.Headers.ExpectContinue = true;
        using var answer = await _http.SendAsync(request, Ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return $"{(int)answer.StatusCode} {(body.TryGetProperty("code", out var code) ? code.GetString() : "")}";
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
