using System.Globalization;

namespace Steadfast.Local.Stack.Web;

/// <summary>Turns the options of an instance into the settings of the application.</summary>
internal static class WebEnvironment
{
    public static IReadOnlyDictionary<string, string?> Of(WebProcessOptions options)
    {
        Dictionary<string, string?> all = new()
        {
            ["ASPNETCORE_URLS"] = options.Address.ToString().TrimEnd('/'),
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_ENVIRONMENT"] = null,
            ["Instance__Id"] = options.Id,
            ["Instance__Zone"] = options.Zone,
            ["Drain__Delay"] = options.DrainDelay.ToString("c", CultureInfo.InvariantCulture),
            ["Drain__Deadline"] = options.DrainDeadline.ToString("c", CultureInfo.InvariantCulture),
            // Each watcher of settings files takes one of the user's few inotify instances.
            ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false",
        };
        foreach (var (name, value) in options.Environment)
        {
            all[name] = value;
        }

        return all;
    }
}
