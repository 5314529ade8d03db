using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;

namespace Steadfast.WebApp.Files;

internal static class FilesSetup
{
    /// <summary>Registers the storage of files if one is configured. The application starts whether or not it can be reached.</summary>
    /// <param name="database">Whether there are notes, without which there are no files.</param>
    /// <returns>Whether there is one.</returns>
    public static bool AddFiles(this WebApplicationBuilder builder, bool database)
    {
        builder.Services.AddOptions<FilesOptions>().BindConfiguration("Files").ValidateDataAnnotations().ValidateOnStart();
        if (!database || string.IsNullOrEmpty(builder.Configuration["Files:Container"]))
        {
            return false;
        }

        builder.Services.AddFilesBounds();
        builder.Services.AddSingleton(static services => Client(services.GetRequiredService<IOptions<FilesOptions>>().Value));
        builder.Services.AddSingleton<FilesMonitorState>();
        builder.Services.AddSingleton<FileStore>();
        builder.Services.AddSingleton<FileRemovals>();
        builder.Services.AddSingleton<FileUpload>();
        builder.Services.AddHostedService<FileRemover>();
        builder.Services.AddHostedService<FileSweep>();
        builder.Services.AddHostedService<FilesMonitor>();
        return true;
    }

    private static BlobContainerClient Client(FilesOptions options)
    {
        Uri address = new(options.Container);
        // One try: when and how often is the pipeline's to say.
        BlobClientOptions settings = new() { Retry = { MaxRetries = 0, NetworkTimeout = FilesBounds.NextBytes } };
        if (options.KeyFile.Length > 0)
        {
            string account = new BlobUriBuilder(address).AccountName;
            return new(address, new StorageSharedKeyCredential(account, File.ReadAllText(options.KeyFile).Trim()), settings);
        }

        var identity = options.IdentityClientId.Length == 0
            ? ManagedIdentityId.SystemAssigned
            : ManagedIdentityId.FromUserAssignedClientId(options.IdentityClientId);
        return new(address, new ManagedIdentityCredential(identity), settings);
    }
}
