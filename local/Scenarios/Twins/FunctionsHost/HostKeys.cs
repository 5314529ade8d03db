using System.Text.Json;

namespace Steadfast.Local.Scenarios.Twins.FunctionsHost;

/// <summary>The keys of the Functions host, as it keeps them in a file.</summary>
internal static class HostKeys
{
    /// <summary>Folder below that for temporary files in which Core Tools look for them.</summary>
    public static string FileIn(string temporaryFolder) => Path.Combine(temporaryFolder, "secrets", "functions", "secrets", "host.json");

    /// <summary>Writes them; only this user can read the file.</summary>
    /// <param name="file">Path of the file; its folder is made.</param>
    public static void Write(string file, string functionKey, string masterKey)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        FileStreamOptions mine =
            new() { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using FileStream stream = new(file, mine);
        JsonSerializer.Serialize(stream, new
        {
            masterKey = new { name = "master", value = masterKey, encrypted = false },
            functionKeys = new[] { new { name = "default", value = functionKey, encrypted = false } },
            systemKeys = Array.Empty<object>(),
        });
    }
}
