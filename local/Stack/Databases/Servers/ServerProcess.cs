using System.Net;
using System.Net.Sockets;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Stack.Databases;

/// <summary>Starts the process of a server and waits until it answers.</summary>
internal static class ServerProcess
{
    /// <summary>Returns the process once its administrator gets an answer.</summary>
    public static async Task<ChildProcess> StartAsync(
        MariaDbServerOptions options, ServerFolder folder, bool afterLosingItsRole, CancellationToken ct)
    {
        ThrowIfAddressIsTaken(options);
        // A write beyond the limit that stands for a full disk then fails instead of ending the process (see DiskFault).
        string[] command = ["--ignore-signal=XFSZ", ServerProgram.Find("mariadbd"), $"--defaults-file={folder.Configuration}"];
        var (program, arguments) = ServerUser.Run("env", afterLosingItsRole ? [.. command, "--init-rpl-role=SLAVE"] : command);
        var child = await ServerProgram.StartAsync(new(program, arguments) { WorkingDirectory = "/", Clock = options.Clock });
        try
        {
            await WaitUntilItAnswersAsync(child, options, folder, ct);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    private static async Task WaitUntilItAnswersAsync(
        ChildProcess child, MariaDbServerOptions options, ServerFolder folder, CancellationToken ct)
    {
        long started = options.Clock.GetTimestamp();
        while (options.Clock.GetElapsedTime(started) < options.StartDeadline)
        {
            if (child.Exited.IsCompleted)
            {
                throw new DatabaseException(
                    $"{options.Name} ended with code {await child.Exited} while starting. Its last lines:\n{child.Output}");
            }

            if (IsListening(folder.Socket))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), options.Clock, ct);
        }

        throw new DatabaseException(
            $"{options.Name} did not answer within {options.StartDeadline.TotalSeconds:0.#} s. Its last lines:\n{child.Output}");
    }

    /// <summary>The server listens on its socket only when its data is ready. The file alone may be a leftover.</summary>
    private static bool IsListening(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            // The greeting; a socket that is bound and not served yet has none.
            socket.ReceiveTimeout = 1_000;
            return socket.Receive(new byte[1]) == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void ThrowIfAddressIsTaken(MariaDbServerOptions options)
    {
        if (!IPAddress.IsLoopback(options.Address.Address))
        {
            throw new DatabaseException($"{options.Name} may not listen on {options.Address}: only addresses of 127.0.0.0/8 are allowed.");
        }

        try
        {
            using Socket socket = new(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(options.Address);
        }
        catch (SocketException e)
        {
            throw new DatabaseException($"{options.Name} cannot listen on {options.Address}: {e.Message}.", e);
        }
    }
}
