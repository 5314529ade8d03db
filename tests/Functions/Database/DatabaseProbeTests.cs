using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Database;

[Trait("Category", "fast")]
public sealed class DatabaseProbeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<byte[], Verdict, string> Greetings => new()
    {
        { Packet([10, .. "8.4.2-azure\0rest"u8]), Verdict.Good, "answers as 8.4.2-azure" },
        { Packet([255, 0x10, 0x04, .. "Too many connections"u8]), Verdict.Unknown, "answers with error 1040" },
        { Packet("SSH-2.0"u8), Verdict.Bad, "no MySQL server answers there" },
        { Packet([]), Verdict.Bad, "no MySQL server answers there" },
        { [1, 0], Verdict.Bad, "no answer (connection closed)" },
    };

    [Theory]
    [MemberData(nameof(Greetings))]
    public async Task What_comes_first_tells(byte[] answer, Verdict verdict, string detail)
    {
        using TcpListener server = Listen();
        Task serving = ServeAsync(server, answer);

        CheckResult reading = await AskAsync(server.LocalEndpoint);

        Assert.Equal(new CheckResult(verdict, detail), reading);
        await serving;
    }

    [Fact]
    public async Task A_server_that_takes_connections_and_says_nothing_is_bad()
    {
        // The connection is made by the kernel, as it is for a server that hangs.
        using TcpListener server = Listen();

        Assert.Equal(CheckResult.Bad("no answer within 0.3 s"), await AskAsync(server.LocalEndpoint, TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public async Task Nobody_there_is_bad()
    {
        EndPoint nobody;
        using (TcpListener server = Listen())
        {
            nobody = server.LocalEndpoint;
        }

        Assert.Equal(CheckResult.Bad("no answer (ConnectionRefused)"), await AskAsync(nobody));
    }

    [Fact]
    public async Task Without_an_address_it_says_nothing() => Assert.Equal(
        CheckResult.Unknown("no address is configured"),
        await new DatabaseProbe(Options.Create(new StackOptions()), TimeProvider.System, new DatabaseConnector()).AskAsync(Ct));

    // Long for what answers: a busy machine is late, and that is not what these tests are about.
    private static Task<CheckResult> AskAsync(EndPoint server, TimeSpan? timeout = null) => new DatabaseProbe(
        Options.Create(new StackOptions
        {
            DatabaseHost = ((IPEndPoint)server).Address.ToString(),
            DatabasePort = ((IPEndPoint)server).Port,
            DatabaseTimeout = timeout ?? TimeSpan.FromSeconds(30),
        }),
        TimeProvider.System,
        new DatabaseConnector()).AskAsync(Ct);

    private static TcpListener Listen()
    {
        TcpListener server = new(IPAddress.Parse($"{LoopbackFront.Next(121, 126)}.9"), 0);
        server.Start();
        return server;
    }

    private static async Task ServeAsync(TcpListener server, byte[] answer)
    {
        using TcpClient client = await server.AcceptTcpClientAsync(Ct);
        await client.GetStream().WriteAsync(answer, Ct);
    }

    private static byte[] Packet(ReadOnlySpan<byte> payload) => [(byte)payload.Length, 0, 0, 0, .. payload];
}
