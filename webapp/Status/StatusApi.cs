using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Steadfast.WebApp.Cache;
using Steadfast.WebApp.Database;
using Steadfast.WebApp.Drain;
using Steadfast.WebApp.Files;
using Steadfast.WebApp.Instance;

namespace Steadfast.WebApp.Status;

/// <summary>View that this instance has of itself and of what it depends on; answered even while it drains.</summary>
internal static class StatusApi
{
    /// <summary>Path of the report.</summary>
    public const string Path = "/status";

    public static void MapStatus(this WebApplication app) => app.MapGet(Path, Answer).WithSummary("What this instance sees of itself, of the database, and of the cache and the storage of files.");

    private static Ok<InstanceStatus> Answer(
        InstanceIdentity self, DrainState drain, [FromServices] DatabaseMonitorState? database = null, [FromServices] CacheMonitorState? cache = null,
        [FromServices] FilesMonitorState? files = null) =>
        TypedResults.Ok(new InstanceStatus(
            self.Id,
            self.Zone,
            self.Version,
            self.StartedAt,
            Math.Round(self.Uptime.TotalSeconds, 3),
            drain.Draining,
            drain.InFlight,
            database?.Now ?? DatabaseStatus.None,
            cache?.State ?? DependencyState.None,
            files?.State ?? DependencyState.None));
}
