using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Bench;

/// <summary>
/// Yardstick of the alert endpoint: the least that can be answered with 202 and outlives a power failure. It appends the body to a file and
/// answers when that is synced; bodies that arrive meanwhile share the next write and fsync.
/// </summary>
public static class AlertsBareServer
{
    /// <summary>The command line word.</summary>
    public const string Verb = "bare-alerts";

    /// <summary>Serves until killed.</summary>
    public static async Task<int> RunAsync(string address, string file)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        var waiting = Channel.CreateUnbounded<Kept>(new() { SingleReader = true });
        new Thread(() => KeepAll(waiting.Reader, file)) { IsBackground = true }.Start();
        app.MapPost("/api/alerts", async http =>
        {
            using MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body);
            Kept kept = new(body.ToArray(), new(TaskCreationOptions.RunContinuationsAsynchronously));
            waiting.Writer.TryWrite(kept);
            await kept.Done.Task;
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        });
        await app.RunAsync();
        return 0;
    }

    /// <summary>Starts one as a process of its own, and returns when it answers.</summary>
    public static async Task<(ChildProcess Process, AlertsEndpoint Endpoint)> StartAsync(string folder)
    {
        // An address of this run alone.
        Uri root = new($"http://{new IPAddress([127, 43, (byte)Random.Shared.Next(1, 255), 3])}:8080");
        ChildProcess process = await ChildProcess.StartAsync(new ChildProcessOptions(
            DotnetHost.Path, [typeof(AlertsBareServer).Assembly.Location, Verb, root.ToString(), Path.Combine(folder, "alerts")]));
        AlertsEndpoint endpoint = new(new Uri(root, "api/alerts"), "none");
        for (int attempt = 0; attempt < 200 && process.IsRunning; attempt++)
        {
            AlertsLoad one = await AlertsLoad.PacedAsync(endpoint, [[]], count: 1, perSecond: 1_000);
            if (one.NotTakenIn == 0)
            {
                return (process, endpoint);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        await process.DisposeAsync();
        throw new InvalidOperationException($"The bare endpoint did not come up. Its last lines:\n{process.Output}");
    }

    private static void KeepAll(ChannelReader<Kept> waiting, string file)
    {
        using SafeFileHandle handle = File.OpenHandle(file, FileMode.Create, FileAccess.Write);
        long length = 0;
        while (waiting.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            List<Kept> group = [];
            while (waiting.TryRead(out Kept? next))
            {
                group.Add(next);
            }

            byte[] bytes = [.. group.SelectMany(static kept => kept.Body)];
            RandomAccess.Write(handle, bytes, length);
            RandomAccess.FlushToDisk(handle);
            length += bytes.Length;
            group.ForEach(static kept => kept.Done.SetResult());
        }
    }

    private sealed record Kept(byte[] Body, TaskCompletionSource Done);
}
