using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The list of backups over REST.</summary>
internal sealed class BackupEndpoints(
    EmulatorOptions options, ResourceNames names, DatabaseActions actions, DatabaseOperationEndpoints operations)
{
    // Documented: the service keeps at most 50 that callers have asked for.
    private const int MaxBackups = 50;

    private readonly Lock _gate = new();
    private readonly List<DatabaseBackup> _backups = [new("automatic-1", options.Clock.GetUtcNow(), IsAutomatic: true)];

    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapGet("/backups", () => ArmJson.Ok(new { value = All.Select(one => DatabaseJson.Of(one, names)) }))
            .Of(ResourceType.FlexibleServers, "one from the start, and those that were asked for");
        resource.MapGet("/backups/{name}", (string name) => Find(name) is { } backup
            ? ArmJson.Ok(DatabaseJson.Of(backup, names))
            : ArmError.ResourceNotFound($"{names.Database}/backups/{name}"));
        resource.MapPut("/backups/{name}", (HttpContext context, string name) => Take(context, name))
            .Ignored(ResourceType.FlexibleServers, "a record is made, no data is copied");
        resource.MapNotImplemented(ResourceType.FlexibleServers, "DELETE /backups/{name}");
    }

    private DatabaseBackup[] All
    {
        get
        {
            lock (_gate)
            {
                return [.. _backups];
            }
        }
    }

    private DatabaseBackup? Find(string name) => All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private IResult Take(HttpContext context, string name)
    {
        if (!DatabaseSchema.IsName(name) || Find(name) is not null || All.Length >= MaxBackups)
        {
            return ArmError.BadRequest(
                $"The name of a backup is 1 to 64 letters, digits, '-' or '_', and new; there are at most {MaxBackups} backups.");
        }

        return operations.Answer(context, actions.Change(OperationKind.DatabaseBackup, _ =>
        {
            lock (_gate)
            {
                _backups.Add(new(name, options.Clock.GetUtcNow(), IsAutomatic: false));
            }

            return Task.CompletedTask;
        }));
    }
}
