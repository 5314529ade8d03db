using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Instances;

/// <summary>Tells that the storage of evidence cannot be used now.</summary>
public sealed class EvidenceAwayException(Exception inner) : Exception("The storage of evidence cannot be used.", inner);

/// <summary>Keeps evidence in a blob container of its own, if there is one. What is there is never overwritten.</summary>
public sealed class EvidenceStore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(3);

    private readonly BlobContainerClient? _container;
    private readonly bool _isPurged;

    /// <summary>Prepares it; nothing is asked for yet.</summary>
    public EvidenceStore(IOptions<EvidenceOptions> options, TokenCredential credential)
    {
        _container = ContainerOf(options.Value, credential);
        _isPurged = options.Value.IsPurged;
    }

    /// <summary>Gets whether evidence has a container of its own.</summary>
    public bool IsOn => _container is not null;

    /// <summary>
    /// Keeps evidence there, under its id and moment: an incident may have the id of one whose history was purged before its evidence.
    /// Where it is kept already, by a try whose answer was lost, that stays.
    /// </summary>
    /// <returns>The evidence without its texts, with the name of its blob.</returns>
    /// <exception cref="EvidenceAwayException">It is not known to be kept.</exception>
    public async Task<Evidence> SaveAsync(Evidence evidence, CancellationToken cancellation)
    {
        Evidence kept = evidence with { Blob = $"{evidence.Id}-{evidence.At.UtcDateTime:yyyyMMdd'T'HHmmssfff}.json" };
        BlobUploadOptions first = new()
        {
            Conditions = new() { IfNoneMatch = ETag.All },
            HttpHeaders = new() { ContentType = "application/json" },
        };
        try
        {
            await Blob(kept.Blob).UploadAsync(BinaryData.FromObjectAsJson(kept, Json), first, cancellation);
        }
        catch (RequestFailedException exists) when (exists.ErrorCode == "BlobAlreadyExists")
        {
            // A repeated activity has nothing left to do.
        }
        catch (Exception e) when (IsAway(e))
        {
            throw new EvidenceAwayException(e);
        }

        return kept with { Parts = [.. kept.Parts.Select(static part => part with { Text = "" })] };
    }

    /// <summary>Reads it again; null when it is not kept any more.</summary>
    /// <exception cref="EvidenceAwayException">It cannot be read now.</exception>
    public async Task<Evidence?> FindAsync(string blob, CancellationToken cancellation)
    {
        if (!IsOn)
        {
            return null;
        }

        try
        {
            return (await Blob(blob).DownloadContentAsync(cancellation)).Value.Content.ToObjectFromJson<Evidence>(Json);
        }
        catch (RequestFailedException gone) when (gone.ErrorCode == "BlobNotFound")
        {
            return null;
        }
        catch (Exception e) when (IsAway(e))
        {
            throw new EvidenceAwayException(e);
        }
    }

    /// <summary>Deletes what is older, where the storage does not do so by itself.</summary>
    /// <returns>The number of pieces that were deleted.</returns>
    /// <exception cref="EvidenceAwayException">It cannot be done now.</exception>
    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        if (!IsOn || !_isPurged)
        {
            return 0;
        }

        int purged = 0;
        try
        {
            await foreach (BlobItem blob in _container!.GetBlobsAsync(cancellationToken: cancellation))
            {
                if (blob.Properties.LastModified < before
                    && await _container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation))
                {
                    purged++;
                }
            }
        }
        catch (Exception e) when (IsAway(e))
        {
            throw new EvidenceAwayException(e);
        }

        return purged;
    }

    private BlobClient Blob(string name) => _container!.GetBlobClient(name);

    private static BlobContainerClient? ContainerOf(EvidenceOptions options, TokenCredential credential)
    {
        if (options.Container.Length == 0)
        {
            return null;
        }

        Uri address = new(options.Container);
        BlobClientOptions settings = new() { Retry = { MaxRetries = 1, NetworkTimeout = OneTry } };
        if (options.KeyFile.Length == 0)
        {
            return new(address, credential, settings);
        }

        string key = File.ReadAllText(options.KeyFile).Trim();
        return new(address, new StorageSharedKeyCredential(new BlobUriBuilder(address).AccountName, key), settings);
    }

    private static bool IsAway(Exception failure) => failure is RequestFailedException or AuthenticationFailedException
        or AggregateException or OperationCanceledException or IOException or JsonException;
}
