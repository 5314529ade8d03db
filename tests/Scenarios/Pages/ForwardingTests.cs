using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Steadfast.Local.Scenarios.Pages;

namespace Steadfast.Scenarios.Tests.Pages;

/// <summary>Requests that are passed on to the Function App arrive as they were sent.</summary>
[Trait("Category", "fast")]
public sealed class ForwardingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_and_its_answer_are_passed_on_whole_but_for_what_concerns_the_connection()
    {
        using TcpListener there = new(IPAddress.Loopback, 0);
        there.Start();
        Task<string> heard = AnswerAsync(there, "HTTP/1.1 202 Accepted\r\nLocation: /api/incidents/1\r\nETag: \"a\"\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nok");
        DefaultHttpContext context = new();
        context.Request.Method = "POST";
        context.Request.Host = new("127.0.0.1:7070");
        context.Request.Path = "/api/instances/1/restart";
        context.Request.QueryString = new("?a=b%20c");
        context.Request.Headers["x-functions-key"] = "a key";
        context.Request.Headers["Sec-Fetch-Site"] = "cross-site";
        context.Request.Headers.Connection = "keep-alive";
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes("""{"by":"anna"}"""));
        context.Request.ContentLength = 13;
        context.Response.Body = new MemoryStream();
        using Forwarding forwarding = new();

        Assert.True(await forwarding.PassAsync(context, new($"http://{there.LocalEndpoint}")));

        string[] lines = (await heard).Split("\r\n");
        Assert.Equal("POST /api/instances/1/restart?a=b%20c HTTP/1.1", lines[0]);
        Assert.Equal(["Content-Length: 13", "Content-Type: application/json", "Host: 127.0.0.1:7070", "Sec-Fetch-Site: cross-site", "x-functions-key: a key"],
            lines.Skip(1).TakeWhile(line => line.Length > 0).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal("""{"by":"anna"}""", lines[^1]);
        Assert.Equal((202, "/api/incidents/1", "\"a\"", "ok"), (context.Response.StatusCode, $"{context.Response.Headers.Location}", $"{context.Response.Headers.ETag}", Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray())));
        Assert.False(context.Response.Headers.ContainsKey("Keep-Alive"));
    }

    [Fact]
    public async Task Where_nobody_listens_that_is_said_and_nothing_is_sent_back()
    {
        using TcpListener there = new(IPAddress.Loopback, 0);
        there.Start();
        Uri nobody = new($"http://{there.LocalEndpoint}");
        there.Stop();
        DefaultHttpContext context = new();
        context.Request.Method = "GET";
        context.Request.Host = new("127.0.0.1:7070");
        context.Request.Path = "/api/incidents";
        using Forwarding forwarding = new();

        Assert.False(await forwarding.PassAsync(context, nobody));
    }

    private static async Task<string> AnswerAsync(TcpListener there, string answer)
    {
        using Socket socket = await there.AcceptSocketAsync(Ct);
        StringBuilder heard = new();
        byte[] buffer = new byte[4096];
        while (!heard.ToString().EndsWith('}'))
        {
            heard.Append(Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Ct)));
        }

        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), Ct);
        return heard.ToString();
    }
}
