namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Folder of the other programs of this build: beside this one, in the folder of their own project.</summary>
public static class Programs
{
    /// <summary>The web application.</summary>
    public static string WebApp => Find("Steadfast.WebApp");

    /// <summary>The Function App on this machine.</summary>
    public static string Host => Find("Steadfast.Host");

    /// <summary>The folder with the Function App as it is published to Azure.</summary>
    public static string PublishedApp =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "publish", "Steadfast.Functions", "release"));

    private static string Find(string project)
    {
        string own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string path = Path.GetFullPath(Path.Combine(own, "..", "..", project, Path.GetFileName(own), $"{project}.dll"));
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{project} is not built; run the command through ./steadfast, which builds it.", path);
    }
}
