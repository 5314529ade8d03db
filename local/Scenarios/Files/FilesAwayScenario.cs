using System.Text.Json;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Scenarios.Files;

/// <summary>
/// The storage of files hangs, and later is killed: notes go on, files are refused in time and come back, and the automation has nothing to
/// do.
/// </summary>
public sealed class FilesAwayScenario : DependencyAwayScenario
{
    /// <inheritdoc/>
    public override string Name => "files-away";

    /// <inheritdoc/>
    public override string Title => "the storage of files hangs, then is killed, and notes go on";

    /// <inheritdoc/>
    protected override string Dependency => "the storage of files";

    /// <inheritdoc/>
    protected override string Request => "request for a file";

    /// <inheritdoc/>
    protected override string Served => "200";

    /// <inheritdoc/>
    protected override TimeSpan Lasting => TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    protected override TimeSpan Afterwards => TimeSpan.FromSeconds(3);

    // 1.8 s for the storage; the database and the balancer are asked too.
    /// <inheritdoc/>
    protected override TimeSpan Bound => TimeSpan.FromSeconds(2.5);

    /// <inheritdoc/>
    protected override TimeSpan Back => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options with { HasDatabase = true, HasFiles = true };

    /// <inheritdoc/>
    protected override ServerProcess ServerOf(Twin twin) => twin.Files!;

    /// <inheritdoc/>
    protected override async Task<IAsyncDisposable> BeginAsync(Twin twin, CancellationToken ct)
    {
        FileReader reader = new(new Uri(twin.Addresses.ClientUrl, "api/notes"), await FirstNoteAsync(twin, ct), twin.Options.Clock);
        await reader.StartAsync(ct);
        await twin.Files!.SavedAsync(ct);
        return reader;
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<AnsweredRequest> AnsweredTo(IAsyncDisposable client) => ((FileReader)client).Reads;

    private static async Task<long> FirstNoteAsync(Twin twin, CancellationToken ct)
    {
        using HttpClient http = new();
        using JsonDocument list = JsonDocument.Parse(await http.GetStringAsync(new Uri(twin.Addresses.ClientUrl, "api/notes?limit=1"), ct));
        return list.RootElement.GetProperty("notes")[0].GetProperty("id").GetInt64();
    }
}
