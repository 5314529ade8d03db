namespace Steadfast.Bicep.Tests;

/// <summary>The folder of the templates.</summary>
internal static class TemplateFolder
{
    /// <summary>Copies it, with the files that templates load, so that the compiler writes nothing into the repository.</summary>
    public static void CopyTo(string folder)
    {
        foreach (string file in Repository.Files("bicep", "*"))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath("bicep", file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Repository.PathOf(file), copy);
        }
    }
}
