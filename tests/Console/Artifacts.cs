namespace Steadfast.Console.Tests;

/// <summary>Where the repository is, and where pictures of the console go.</summary>
internal static class Artifacts
{
    public static readonly string Root = Find();

    public static readonly string Pictures = Directory.CreateDirectory(Path.Combine(Root, "artifacts/console")).FullName;

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Steadfast.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
