using System.Net.Sockets;
using System.Text;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Http;

/// <summary>Bodies in chunks that lie about their sizes, over a raw connection: each is the sender's mistake, and the app goes on.</summary>
[Trait("Category", "fast")]
public sealed class ChunkedBodyTests : IAsyncLifetime
{
    private LocalStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await LocalStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    public static TheoryData<string, string> Bodies => new MatrixTheoryData<string, string>(
        ["/api/alerts", "/api/instances/1/restart", "/api/automation/pause", "/runtime/webhooks/durabletask/orchestrators/Incident"],
        ["FFFFFFFFFFFFFFFFF\r\n", "7FFFFFFFFFFFFFFF\r\n{}\r\n", "FFFFFFFF\r\n{}\r\n", "-1\r\n{}\r\n", "x\r\n{}\r\n", "2\r\n{}x\r\n", "\r\n"]);

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_chunk_size_that_cannot_be_is_answered_with_400(string path, string body)
    {
        string answer = await SendAsync(path, body);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    private async Task<string> SendAsync(string path, string body)
    {
        using TcpClient client = new();
        await client.ConnectAsync(_stage.Http.BaseAddress!.Host, _stage.Http.BaseAddress.Port, Ct);
        NetworkStream stream = client.GetStream();
        string request = $"POST {path} HTTP/1.1\r\nHost: {_stage.Http.BaseAddress.Authority}\r\nx-functions-key: {(path.StartsWith("/api", StringComparison.Ordinal) ? LocalStage.Key : "the-master-key")}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Ct);
        using StreamReader reader = new(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ct) ?? "cut off";
    }
}
