using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ServerlessRegistry.Checks;
using ServerlessRegistry.Operations;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Tests.Checks;

/// <summary>Plants each kind of breach in the storage, one at a time, and sees exactly it found.</summary>
public sealed class CheckStorageTests(CheckedRegistry registry) : IClassFixture<CheckedRegistry>
{
    private const string Nobody = "ZZZZZZZZZZ";
    private static readonly string Hash = new('a', 64);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_OfASoundStorage_FindsNothing() => Assert.Empty(await registry.FindAsync(settled: true));

    [Fact]
    public Task Registration_WithoutItsMainRow_IsFound() => FindsAsync(
        () => AddAsync("Registrations", new TableEntity(Nobody, "camera-01") { ["Cameras"] = "[]" }), $"rows.orphaned {Nobody}");

    [Fact]
    public Task Registration_OfAnUnknownStatus_IsFound() => FindsAsync(() => EditMainAsync(registry.Shop, row => row["Status"] = "Nonsense"), $"rows.unreadable {registry.Shop}");

    [Fact]
    public Task Registration_WithoutCameras_IsFound() => FindsAsync(
        () => DeleteAsync("Registrations", registry.Shop, "camera-01"), $"map.surplus {registry.Shop}-01", $"rows.cameras {registry.Shop}");

    [Fact]
    public Task Registration_WithoutTokens_IsFound() => FindsAsync(
        async () => await DeleteAsync("Registrations", registry.Home, (await RowsAsync("Registrations", registry.Home)).Single(row => row.RowKey.StartsWith("token-", StringComparison.Ordinal)).RowKey),
        $"rows.tokens {registry.Home}");

    [Fact]
    public Task Registration_WithAForeignRow_IsFound() => FindsAsync(
        () => AddAsync("Registrations", new TableEntity(registry.Shop, "note")), $"rows.foreign {registry.Shop}");

    [Fact]
    public Task Registration_WhosePersonalDataIsGone_IsFound() => FindsAsync(
        () => EditMainAsync(registry.Home, row => row.Remove("Personal")), $"sealed.missing {registry.Home}");

    [Fact]
    public Task Registration_WhosePersonalDataWasChanged_IsFound() => FindsAsync(
        () => EditMainAsync(registry.Home, row => row.GetBinary("Personal")[^1] ^= 1), $"sealed.unreadable {registry.Home}");

    [Fact]
    public Task Registration_WhosePersonalDataIsInTheClear_IsFound() => FindsAsync(
        () => EditMainAsync(registry.Home, row => row["Personal"] = "{\"name\":\"Maria Lopez\"}"u8.ToArray()), $"sealed.unreadable {registry.Home}");

    [Fact]
    public Task Registration_ThatNamesAnotherKey_IsFound() => FindsAsync(
        () => EditMainAsync(registry.Home, row => row["KeyId"] = "another"), $"sealed.key {registry.Home}");

    [Theory]
    [InlineData("Call Maria Lopez.")]
    [InlineData("{\"to\":[\"MARIA.LOPEZ@example.com\"]}")]
    [InlineData("at 3300 n halsted st, second floor")]
    [InlineData("13125550123")]
    [InlineData("Wilton Court Condominium")]
    public Task Registration_WithSomethingPersonalInAColumn_IsFound(string text) => FindsAsync(
        () => EditMainAsync(registry.Home, row => row["Note"] = text), $"clear.personal {registry.Home}");

    [Fact]
    public Task Camera_WithSomethingPersonalOnTheMap_IsFound() => FindsAsync(
        () => EditMapAsync(registry.Home, row => row["Note"] = "maria.lopez@example.com"), $"clear.personal {registry.Home}");

    [Fact]
    public Task Disclosure_WithSomethingPersonal_IsFound() => FindsAsync(
        async () =>
        {
            var row = (await RowsAsync("Disclosures", registry.Shop)).Single();
            return await EditAsync("Disclosures", row.PartitionKey, row.RowKey, edited => edited["CaseNumber"] = "Ana Ruiz");
        },
        $"clear.personal {registry.Shop}");

    [Fact]
    public Task Tombstone_ThatSaysMore_IsFound() => FindsAsync(
        () => EditMainAsync(registry.Gone, row => row["Beat"] = "1923"), $"tombstone.columns {registry.Gone}");

    [Fact]
    public Task Tombstone_WithRowsBesideIt_IsFound() => FindsAsync(
        () => AddAsync("Registrations", new TableEntity(registry.Gone, $"token-{Hash}")), $"tombstone.rows {registry.Gone}");

    [Fact]
    public Task Registration_ThatIsActiveAndUnconfirmed_IsFound() => FindsAsync(
        () => EditMainAsync(registry.Shop, row => row["AwaitsConfirmation"] = true), $"status.wrong {registry.Shop}");

    [Fact]
    public Task Registration_OnItsWayForHours_IsFound() => FindsAsync(
        () => EditMainAsync(registry.Waiting, row =>
        {
            row["Status"] = "Received";
            row["UpdatedAt"] = TimeProvider.System.GetUtcNow().AddHours(-3);
        }),
        $"stalled {registry.Waiting}");

    [Fact]
    public Task Camera_MissingOnTheMap_IsFound() => FindsAsync(
        async () =>
        {
            var row = await MapRowAsync(registry.Shop);
            return await DeleteAsync("CameraMap", row.PartitionKey, row.RowKey);
        },
        $"map.missing {registry.Shop}-01");

    [Fact]
    public Task Camera_OtherwiseOnTheMap_IsFound() => FindsAsync(
        () => EditMapAsync(registry.Shop, row => row["RetentionDays"] = 1), $"map.different {registry.Shop}-01");

    [Fact]
    public Task Camera_ThatTheRegistrationDoesNotHave_IsFound() => FindsAsync(
        () => CopyMapRowAsync(row =>
        {
            row["CameraId"] = $"{registry.Shop}-02";
            row.RowKey = row.RowKey.Replace("-01", "-02", StringComparison.Ordinal);
        }),
        $"map.surplus {registry.Shop}-02");

    [Fact]
    public Task Camera_OfAnErasedRegistration_IsFound() => FindsAsync(
        () => CopyMapRowAsync(row =>
        {
            row["RegistrationId"] = registry.Gone;
            row["CameraId"] = $"{registry.Gone}-01";
            row.RowKey = row.RowKey.Replace(registry.Shop, registry.Gone, StringComparison.Ordinal);
        }),
        $"map.stray {registry.Gone}-01");

    [Fact]
    public Task Camera_UnderAnotherKey_IsFound() => FindsAsync(
        () => CopyMapRowAsync(row => row.RowKey = $"zzzzzz-{registry.Shop}-01"), $"map.misplaced {registry.Shop}-01");

    [Fact]
    public Task Placard_ThatIsGone_IsFound() => FindsAsync(
        async () =>
        {
            var blob = registry.Blobs.GetBlobContainerClient("placards").GetBlobClient($"{registry.Shop}/1.png");
            var content = (await blob.DownloadContentAsync(Cancellation)).Value.Content;
            await blob.DeleteAsync(cancellationToken: Cancellation);
            return () => blob.UploadAsync(content, overwrite: true, Cancellation);
        },
        $"placard.missing {registry.Shop}/1.png");

    [Fact]
    public Task Placard_WithoutItsCode_IsFound() => FindsAsync(
        async () => await DeleteAsync("PlacardCodes", (await MainAsync(registry.Shop)).GetString("PlacardCode"), "placard"), $"placard.code {registry.Shop}");

    [Fact]
    public async Task PlacardCode_OfNobody_IsFound()
    {
        var code = PlacardCode.Create().Value;
        await FindsAsync(() => AddAsync("PlacardCodes", new TableEntity(code, "placard") { ["RegistrationId"] = registry.Shop }), $"placard.unknown {code}");
    }

    [Fact]
    public Task Drawing_OfAnErasedRegistration_IsFound() => FindsAsync(
        () => UploadAsync("placards", $"{registry.Gone}/1.pdf", "%PDF"), $"placard.stray {registry.Gone}/1.pdf");

    [Fact]
    public Task Drawing_ThatIsNoFileOfARegistration_IsFound() => FindsAsync(
        () => UploadAsync("placards", $"{registry.Shop}/notes.txt", "Call her."), $"placard.foreign {registry.Shop}/notes.txt");

    [Fact]
    public Task Drawing_OfALaterRevision_IsFound() => FindsAsync(
        () => UploadAsync("placards", $"{registry.Shop}/9.pdf", "%PDF-1.7\n%%EOF\n"), $"placard.surplus {registry.Shop}/9.pdf");

    [Theory]
    [InlineData("2.pdf", "")]
    [InlineData("1.pdf", "%PDF-1.7")]
    [InlineData("1.png", "This is no picture.")]
    public Task Drawing_ThatIsNotWhole_IsFound(string name, string content) => FindsAsync(
        () => UploadAsync("placards", $"{registry.Shop}/{name}", content), $"placard.broken {registry.Shop}/{name}");

    [Fact]
    public Task PlacardRequest_ThatIsNone_IsFound() => FindsAsync(() => UploadAsync("placard-requests", "strange.json", "{}"), "message.unreadable strange.json");

    [Fact]
    public Task Registration_MissingInTheIndexOfOwners_IsFound() => FindsAsync(
        async () =>
        {
            var row = await registry.Tables.GetTableClient("OwnerIndex").QueryAsync<TableEntity>(cancellationToken: Cancellation)
                .SingleAsync(claim => claim.GetString("RegistrationId") == registry.Shop, Cancellation);
            return await DeleteAsync("OwnerIndex", row.PartitionKey, row.RowKey);
        },
        $"owner-index.missing {registry.Shop}");

    [Fact]
    public Task OwnerClaim_OfAnErasedRegistration_IsFound() => FindsAsync(
        () => AddAsync("OwnerIndex", new TableEntity(Hash, Hash) { ["RegistrationId"] = registry.Gone, ["ClaimedAt"] = TimeProvider.System.GetUtcNow().AddHours(-1) }),
        $"owner-index.stray {registry.Gone}");

    [Fact]
    public Task IdempotencyKey_OfNoRegistration_IsFound() => FindsAsync(
        () => AddAsync("IdempotencyKeys", new TableEntity(Hash, "registration") { ["RegistrationId"] = Nobody, ["Fingerprint"] = Hash, ["CreatedAt"] = TimeProvider.System.GetUtcNow() }),
        $"idempotency-key.dangling {Nobody}");

    [Fact]
    public Task IdempotencyKey_ThatCannotBeRead_IsFound() => FindsAsync(
        () => AddAsync("IdempotencyKeys", new TableEntity(Hash, "registration")), $"idempotency-key.unreadable {Hash}");

    [Fact]
    public async Task Review_ThatCoordinatorsDoNotSee_IsFound()
    {
        var row = await registry.Tables.GetTableClient("Reviews").QueryAsync<TableEntity>(cancellationToken: Cancellation).SingleAsync(Cancellation);
        await FindsAsync(() => DeleteAsync("Reviews", row.PartitionKey, row.RowKey), $"review.missing {registry.Waiting}");
    }

    [Fact]
    public Task Review_OfAnErasedRegistration_IsFound() => FindsAsync(
        () => AddAsync("Reviews", new TableEntity("needsReview", "20260101") { ["RegistrationId"] = registry.Gone }), "review.stray 20260101");

    [Fact]
    public Task Disclosure_OfAnErasedRegistration_IsFound() => FindsAsync(
        () => AddAsync("Disclosures", new TableEntity(registry.Gone, "0")), $"disclosure.stray {registry.Gone}");

    [Fact]
    public async Task Message_ThatIsNone_IsFound()
    {
        var (id, plant) = await MessageAsync("mail-requests-poison", "nonsense");
        await FindsAsync(plant, $"message.unreadable {id}");
    }

    [Fact]
    public async Task Message_WithSomethingPersonal_IsFound()
    {
        var (id, plant) = await MessageAsync("mail-requests-poison", $$"""{"registrationId":"{{registry.Home}}","kind":"ManageLink","emailIndex":"maria.lopez@example.com"}""");
        await FindsAsync(plant, $"clear.personal {id}");
    }

    [Fact]
    public async Task Message_OfWork_IsInProgressAndFoundOnlyWhereNothingMayBe()
    {
        var (id, plant) = await MessageAsync("geocode-requests", $$"""{"registrationId":"{{registry.Home}}"}""");
        var undo = await plant();
        try
        {
            Assert.Empty(await registry.FindAsync());
            Assert.Equal([$"in-progress {id}"], await registry.FindAsync(settled: true));
        }
        finally
        {
            await undo();
        }
    }

    [Fact]
    public Task Mail_ThatIsNotSealed_IsFound() => FindsAsync(() => UploadAsync("outbox", "plain.eml", "To: maria.lopez@example.com"), "sealed.outbox plain.eml");

    [Fact]
    public async Task AuditLog_WithALineThatWasChanged_IsFound()
    {
        var container = registry.Blobs.GetBlobContainerClient("audit");
        var name = (await container.GetBlobsAsync(cancellationToken: Cancellation).LastAsync(Cancellation)).Name;
        var text = (await container.GetBlobClient(name).DownloadContentAsync(Cancellation)).Value.Content.ToString();
        var undo = await ReplaceAsync(text.Replace("Canvass", "Harvest", StringComparison.Ordinal));
        try
        {
            Assert.StartsWith("audit.", Assert.Single(await registry.FindAsync()), StringComparison.Ordinal);
        }
        finally
        {
            await undo();
        }

        async Task<Func<Task>> ReplaceAsync(string content)
        {
            var blob = container.GetAppendBlobClient(name);
            await blob.DeleteAsync(cancellationToken: Cancellation);
            await blob.CreateAsync(new AppendBlobCreateOptions(), Cancellation);
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
            await blob.AppendBlockAsync(stream, cancellationToken: Cancellation);
            return async () => await ReplaceAsync(text);
        }
    }

    [Fact]
    public async Task Camera_MissingOfARegistrationThatHasJustChanged_IsFoundOnceItHasLasted()
    {
        var grace = TimeSpan.FromSeconds(2);
        var changed = TimeProvider.System.GetUtcNow();
        var age = await EditMainAsync(registry.Shop, row => row["UpdatedAt"] = changed);
        var row = await MapRowAsync(registry.Shop);
        var camera = await DeleteAsync("CameraMap", row.PartitionKey, row.RowKey);

        var found = await registry.FindAsync(new CheckSettings(grace, Settled: false, TimeSpan.FromMilliseconds(100)));

        await camera();
        await age();
        Assert.Equal([$"map.missing {registry.Shop}-01"], found);
        Assert.True(TimeProvider.System.GetUtcNow() >= changed + grace, "It was called a breach while it could have been a step of the change.");
    }

    [Fact]
    public async Task Camera_MissingWhileAMailIsDue_IsFound()
    {
        var due = await EditMainAsync(registry.Shop, row => row["MailDue"] = "RenewalMonth");
        var row = await MapRowAsync(registry.Shop);
        var camera = await DeleteAsync("CameraMap", row.PartitionKey, row.RowKey);

        var found = await registry.FindAsync();

        await camera();
        await due();
        Assert.Equal([$"map.missing {registry.Shop}-01"], found);
    }

    [Fact]
    public async Task Command_OverASoundStorage_PrintsCountsAndEndsWith0()
    {
        using var output = new StringWriter();

        var exitCode = await OperationRunner.RunAsync(["check", "--settled"], registry.Configuration, output, TextWriter.Null, Cancellation);

        Assert.Equal(0, exitCode);
        Assert.Matches(@"(?m)^registrations +4 +0 +0\r?$", output.ToString());
    }

    [Fact]
    public async Task Command_OverABreach_PrintsItsLineWithoutPersonalDataAndEndsWith1()
    {
        var undo = await EditMainAsync(registry.Home, row => row["Note"] = "Call Maria Lopez.");
        using var output = new StringWriter();

        var exitCode = await OperationRunner.RunAsync(["check", "--grace", "1", "--json"], registry.Configuration, output, TextWriter.Null, Cancellation);

        await undo();
        var breach = JsonElement.Parse(output.ToString().Split('\n')[0]);
        Assert.Equal(1, exitCode);
        Assert.Equal("clear.personal", breach.GetProperty("kind").GetString());
        Assert.Equal(registry.Home, breach.GetProperty("id").GetString());
        Assert.DoesNotContain("Maria", output.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private async Task FindsAsync(Func<Task<Func<Task>>> plant, params string[] breaches)
    {
        var undo = await plant();
        try
        {
            Assert.Equal(breaches, await registry.FindAsync());
        }
        finally
        {
            await undo();
        }
    }

    private async Task<List<TableEntity>> RowsAsync(string table, string partition) => await registry.Tables.GetTableClient(table)
        .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: Cancellation).ToListAsync(Cancellation);

    private async Task<TableEntity> MainAsync(string id) => (await RowsAsync("Registrations", id)).Single(row => row.RowKey == "registration");

    private async Task<TableEntity> MapRowAsync(string id) => await registry.Tables.GetTableClient("CameraMap")
        .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"RegistrationId eq {id}"), cancellationToken: Cancellation).SingleAsync(Cancellation);

    private async Task<Func<Task>> AddAsync(string table, TableEntity row)
    {
        var client = registry.Tables.GetTableClient(table);
        await client.AddEntityAsync(row, Cancellation);
        return () => client.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, Cancellation);
    }

    private async Task<Func<Task>> DeleteAsync(string table, string partitionKey, string rowKey)
    {
        var client = registry.Tables.GetTableClient(table);
        TableEntity row = await client.GetEntityAsync<TableEntity>(partitionKey, rowKey, cancellationToken: Cancellation);
        await client.DeleteEntityAsync(partitionKey, rowKey, ETag.All, Cancellation);
        return () => client.AddEntityAsync(row, Cancellation);
    }

    private async Task<Func<Task>> EditAsync(string table, string partitionKey, string rowKey, Action<TableEntity> edit)
    {
        var client = registry.Tables.GetTableClient(table);
        TableEntity before = await client.GetEntityAsync<TableEntity>(partitionKey, rowKey, cancellationToken: Cancellation);
        TableEntity row = await client.GetEntityAsync<TableEntity>(partitionKey, rowKey, cancellationToken: Cancellation);
        edit(row);
        await client.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace, Cancellation);
        return () => client.UpdateEntityAsync(before, ETag.All, TableUpdateMode.Replace, Cancellation);
    }

    private Task<Func<Task>> EditMainAsync(string id, Action<TableEntity> edit) => EditAsync("Registrations", id, "registration", edit);

    private async Task<Func<Task>> EditMapAsync(string id, Action<TableEntity> edit)
    {
        var row = await MapRowAsync(id);
        return await EditAsync("CameraMap", row.PartitionKey, row.RowKey, edit);
    }

    private async Task<Func<Task>> CopyMapRowAsync(Action<TableEntity> edit)
    {
        var row = await MapRowAsync(registry.Shop);
        edit(row);
        return await AddAsync("CameraMap", row);
    }

    private async Task<Func<Task>> UploadAsync(string container, string name, string text)
    {
        await registry.Blobs.GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: Cancellation);
        var blob = registry.Blobs.GetBlobContainerClient(container).GetBlobClient(name);
        var former = await blob.ExistsAsync(Cancellation) ? (await blob.DownloadContentAsync(Cancellation)).Value.Content : null;
        await blob.UploadAsync(BinaryData.FromString(text), overwrite: true, Cancellation);
        return async () =>
        {
            if (former is null)
            {
                await blob.DeleteAsync(cancellationToken: Cancellation);
            }
            else
            {
                await blob.UploadAsync(former, overwrite: true, Cancellation);
            }
        };
    }

    /// <summary>Messages are named by the storage, so one is sent before it is known what is to be found.</summary>
    private async Task<(string Id, Func<Task<Func<Task>>> Plant)> MessageAsync(string queue, string text)
    {
        var client = registry.Queues.GetQueueClient(queue);
        await client.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        var receipt = (await client.SendMessageAsync(text, Cancellation)).Value;
        return (receipt.MessageId, () => Task.FromResult<Func<Task>>(() => client.DeleteMessageAsync(receipt.MessageId, receipt.PopReceipt, Cancellation)));
    }
}
