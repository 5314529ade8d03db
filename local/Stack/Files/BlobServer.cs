using System.Net;
using System.Security.Cryptography;
using System.Text;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Stack.Files;

/// <summary>
/// Blob storage on this machine: Azurite, blobs alone, as a process. What it keeps outlives the process, and goes away with its folder.
/// </summary>
public sealed class BlobServer : ServerProcess
{
    /// <summary>The variable that names the program of Azurite.</summary>
    public const string Variable = "STEADFAST_AZURITE";

    private const string Account = "steadfast";
    private const string ContainerName = "files";
    private const string EvidenceName = "evidence";
    private const string ApiVersion = "2025-05-05";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly IPEndPoint _address;
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));

    /// <summary>Prepares it; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="address">Where it listens, on 127.0.0.0/8.</param>
    /// <param name="folder">Folder of its own, which is made: for what it keeps, and for its key, which is made for it.</param>
    /// <param name="clock">Clock of deadlines.</param>
    public BlobServer(IPEndPoint address, string folder, TimeProvider clock) : base(clock)
    {
        _address = address;
        _folder = folder;
        _clock = clock;
    }

    /// <summary>The program of Azurite that serves blobs; null when it is not installed, or Node is not.</summary>
    public static string? Program => Find() is { } program && File.Exists(program) ? program : null;

    /// <summary>Address on which it listens.</summary>
    public IPEndPoint Address => _address;

    /// <summary>Address of the container of files.</summary>
    public Uri Container => new($"http://{_address}/{Account}/{ContainerName}");

    /// <summary>The settings with which a web server uses it.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Files__Container"] = Container.ToString(),
        ["Files__KeyFile"] = KeyFile,
    };

    /// <summary>The settings with which the Function App keeps evidence there, in a container of its own. Nothing here deletes what is old, so the app does.</summary>
    public IReadOnlyDictionary<string, string> EvidenceSettings => new Dictionary<string, string>
    {
        ["Evidence__Container"] = new Uri(Container, EvidenceName).ToString(),
        ["Evidence__KeyFile"] = KeyFile,
        ["Evidence__IsPurged"] = "true",
    };

    /// <summary>File that holds its key.</summary>
    public string KeyFile => Path.Combine(_folder, "key");

    /// <summary>Starts it, again if it was stopped, and returns when its containers are there.</summary>
    /// <exception cref="BlobServerException">It did not come up, or is not installed.</exception>
    public override async Task StartAsync(CancellationToken ct = default)
    {
        if (Program is not { } program)
        {
            throw new BlobServerException(
                "Azurite (storage of files) is not installed. Run the command through ./steadfast, which gets it with npm.");
        }

        Directory.CreateDirectory(_folder);
        await using (FileStream file = new(KeyFile, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes(_key), ct);
        }

        ChildProcessOptions node = new("node",
        [
            program, "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--location", Path.Combine(_folder, "blobs"),
            "--blobHost", $"{_address.Address}", "--blobPort", $"{_address.Port}",
        ])
        {
            // In the environment, where other users cannot read it.
            Environment = new Dictionary<string, string?> { ["AZURITE_ACCOUNTS"] = $"{Account}:{_key}" },
        };
        await StartAsync(
            node, HasContainersAsync, Deadline,
            lines => new BlobServerException($"Azurite on {_address} did not come up. Its last lines:\n{lines}"), ct);
    }

    /// <summary>
    /// Waits until everything in its containers would outlive a kill -9: what was kept is noted on disk every few seconds only.
    /// </summary>
    /// <exception cref="BlobServerException">It was not noted in time; the message names the blob.</exception>
    public async Task SavedAsync(CancellationToken ct = default)
    {
        foreach (string container in new[] { ContainerName, EvidenceName })
        {
            string list = (await AskAsync(HttpMethod.Get, $"{container}?comp=list&restype=container", ct: ct)).Text;
            string? unsaved = null;
            if (!await UntilAsync(async asked => (unsaved = await FindUnsavedAsync(list, container, asked)) is null, Deadline, ct))
            {
                throw new BlobServerException($"Azurite on {_address} has not saved {container}/{unsaved}.");
            }
        }
    }

    /// <summary>Asks for something below the account.</summary>
    /// <param name="method">The method of HTTP.</param>
    /// <param name="path">Path and query below the account, for example <c>files?restype=container</c>.</param>
    /// <param name="body">Content of a blob; null for none.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<BlobAnswer> AskAsync(HttpMethod method, string path, byte[]? body = null, CancellationToken ct = default)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
        using HttpRequestMessage request = new(method, new Uri($"http://{_address}/{Account}/{path}"));
        request.Headers.Add("x-ms-date", _clock.GetUtcNow().ToString("R"));
        request.Headers.Add("x-ms-version", ApiVersion);
        if (body is not null)
        {
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
            request.Content = new ByteArrayContent(body);
        }

        request.Headers.TryAddWithoutValidation("Authorization", $"SharedKey {Account}:{Signature(request, body?.Length ?? 0)}");
        using HttpResponseMessage answer = await http.SendAsync(request, ct);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
    }

    // Each file takes the place of the one before by a rename, so that it is whole whenever it is read.
    private async Task<string?> FindUnsavedAsync(string listing, string container, CancellationToken ct)
    {
        string folder = Path.Combine(_folder, "blobs");
        string blobs = await File.ReadAllTextAsync(Path.Combine(folder, SavedBlobs.BlobsFile), ct);
        string extents = await File.ReadAllTextAsync(Path.Combine(folder, SavedBlobs.ExtentsFile), ct);
        return SavedBlobs.FindUnsaved(listing, container, blobs, extents);
    }

    private async Task<bool> HasContainersAsync(CancellationToken ct)
    {
        try
        {
            return await HasAsync(ContainerName, ct) && await HasAsync(EvidenceName, ct);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Made, or there already.
    private async Task<bool> HasAsync(string container, CancellationToken ct) =>
        (await AskAsync(HttpMethod.Put, $"{container}?restype=container", ct: ct)).Status is 201 or 409;

    private string Signature(HttpRequestMessage request, int length)
    {
        string headers = string.Concat(request.Headers.Where(each => each.Key.StartsWith("x-ms-", StringComparison.Ordinal))
            .OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}:{each.Value.Single()}\n"));
        // Twice: once for the address of the account, which is in the path here, and once for the path.
        string resource = $"/{Account}{request.RequestUri!.AbsolutePath}" + string.Concat(
            request.RequestUri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
                .Select(each => each.Split('=', 2)).Select(pair => $"\n{pair[0]}:{Uri.UnescapeDataString(pair[1])}"));
        string text = $"{request.Method}\n\n\n{(length == 0 ? "" : $"{length}")}\n\n\n\n\n\n\n\n\n{headers}{resource}";
        return Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(_key), Encoding.UTF8.GetBytes(text)));
    }

    private static string? Find()
    {
        const string Blobs = "blob/main.js";
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } told
            ? Path.Combine(Path.GetDirectoryName(told)!, Blobs)
            : FindAbove($"tests/Conformance/azurite/node_modules/azurite/dist/src/{Blobs}");
    }
}

/// <summary>Answer of a blob server.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Text">Its body.</param>
public sealed record BlobAnswer(int Status, string Text);
