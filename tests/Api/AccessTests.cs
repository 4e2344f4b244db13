using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ServerlessRegistry.Tests.AnyHost;

namespace ServerlessRegistry.Tests.Api;

/// <summary>No function is open by oversight: each one is public on purpose, an owner's, or for members of the agency.</summary>
[Collection(SharedApi.Name)]
public sealed class AccessTests(ApiFixture api)
{
    private const string ManageToken = "X-Manage-Token";
    private static readonly string[] PublicFunctions = ["SubmitRegistration", "SendManageLink", "CheckPlacard", "GetHealth"];

    private static readonly string[] OwnerFunctions =
    [
        "GetRegistration", "ChangeRegistration", "WithdrawRegistration", "ConfirmRegistration", "RenewRegistration", "ExportRegistration", "GetPlacard",
    ];

    private static readonly string[] AllRoles = ["Registry.Officer", "Registry.Coordinator", "Registry.Auditor"];

    public static TheoryData<string, string> Functions => Only(function => true);

    public static TheoryData<string, string> Owners => Only(function => OwnerFunctions.Contains(function.Name));

    public static TheoryData<string, string> OwnersWithoutConfirmation => Only(function => OwnerFunctions.Contains(function.Name) && function.Name != "ConfirmRegistration");

    public static TheoryData<string, string> Members => Only(function => !PublicFunctions.Contains(function.Name) && !OwnerFunctions.Contains(function.Name));

    [AnyHost]
    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Function_CalledWithoutAToken_AnswersOnlyWhereItIsPublic(string name, string method)
    {
        var function = Find(name, method);

        using var response = await api.SendAsync(method, PathOf(function));

        if (PublicFunctions.Contains(name))
        {
            Assert.NotInRange((int)response.StatusCode, 401, 404);
            return;
        }

        Assert.Equal(OwnerFunctions.Contains(name) ? HttpStatusCode.NotFound : HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(api.Known.Id, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_OfTheLists_AllExist() =>
        Assert.Empty(PublicFunctions.Concat(OwnerFunctions).Except(HttpFunction.All.Select(function => function.Name)));

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_Documented_NamesTheSchemeItDemands(string name, string method)
    {
        var operation = OpenApiDocument.Instance.Operation(JsonNamingPolicy.CamelCase.ConvertName(name));

        Assert.Equal(method, operation.Method);
        Assert.Equal(PublicFunctions.Contains(name) ? null : OwnerFunctions.Contains(name) ? "manageToken" : "bearer", operation.Scheme);
        Assert.Equal(operation.Scheme == "bearer" ? 1 : 0, operation.Roles.Count);
    }

    [AnyHost]
    [Theory]
    [MemberData(nameof(Owners))]
    public async Task OwnerFunction_WithAnythingButItsOwnToken_KnowsNoSuchRegistration(string name, string method)
    {
        var function = Find(name, method);
        var (id, token) = await api.Registry.RegisterAsync();
        var path = PathOf(function, id);
        var bearer = $"Bearer {await api.Registry.TokenAsync(AllRoles)}";

        foreach (var (header, value) in new[]
        {
            (ManageToken, ""),
            (ManageToken, api.Known.Token),
            (ManageToken, token[..^2]),
            (ManageToken, token.ToUpperInvariant()),
            (ManageToken, $"{token},{token}"),
            (ManageToken, new string('A', 5_000)),
            ("Authorization", bearer),
            ("Authorization", $"Bearer {token}"),
            ("Cookie", $"{ManageToken}={token}"),
        })
        {
            using var refused = await api.SendAsync(method, path, header, value);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }

        using var inTheUrl = await api.SendAsync(method, $"{path}?{ManageToken}={token}&token={token}&manageToken={token}");
        Assert.Equal(HttpStatusCode.NotFound, inTheUrl.StatusCode);
        using var opened = await api.SendAsync(method, path, ManageToken, token);
        Assert.NotInRange((int)opened.StatusCode, 401, 404);
    }

    [Theory]
    [MemberData(nameof(OwnersWithoutConfirmation))]
    public async Task OwnerFunction_WithATokenThatOnlyConfirms_KnowsNoSuchRegistration(string name, string method)
    {
        var function = Find(name, method);
        var (first, changed) = ($"{name}@example.com", $"{name}.new@example.com");
        var (id, token) = await api.RegisterWithMailAsync(first);
        var confirmation = await api.MailedTokenAsync(first);

        await OpensNothingAsync(confirmation);
        await ConfirmAsync(confirmation);
        await api.WithMail.SettledAsync(id, confirmation);
        using var change = ApiFixture.Request("PUT", $"/api/registrations/{id}", ManageToken, token);
        change.Headers.Add("If-Match", "*");
        change.Content = JsonContent.Create(RegistryHost.Form(form => form["owner"]!["email"] = changed));
        using var taken = await api.WithMail.Client.SendAsync(change, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        var emailChange = await api.MailedTokenAsync(changed);

        await OpensNothingAsync(emailChange);
        await ConfirmAsync(emailChange);
        await OpensNothingAsync(emailChange);

        async Task OpensNothingAsync(string mailed)
        {
            using var request = ApiFixture.Request(method, PathOf(function, id), ManageToken, mailed);
            using var response = await api.WithMail.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        async Task ConfirmAsync(string mailed)
        {
            using var request = ApiFixture.Request("POST", $"/api/registrations/{id}/confirmation", ManageToken, mailed);
            using var response = await api.WithMail.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [AnyHost]
    [Theory]
    [MemberData(nameof(Members))]
    public async Task MemberFunction_WithEachRole_TakesOnlyTheDocumentedOne(string name, string method)
    {
        var function = Find(name, method);
        var role = Assert.Single(OpenApiDocument.Instance.Operation(JsonNamingPolicy.CamelCase.ConvertName(name)).Roles);
        Assert.Contains(role, AllRoles);

        var unknown = api.Registry.IsRemote ? [] : new[] { role.ToUpperInvariant(), "Registry" };
        foreach (var other in AllRoles.Where(other => other != role).Concat(unknown))
        {
            using var refused = await api.SendAsync(method, PathOf(function), "Authorization", $"Bearer {await api.Registry.TokenAsync(other)}");
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var taken = await api.SendAsync(method, PathOf(function), "Authorization", $"Bearer {await api.Registry.TokenAsync(role)}");
        Assert.NotInRange((int)taken.StatusCode, 401, 403);
        using var owner = await api.SendAsync(method, PathOf(function), ManageToken, api.Known.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, owner.StatusCode);
    }

    private static TheoryData<string, string> Only(Func<HttpFunction, bool> which)
    {
        var data = new TheoryData<string, string>();
        foreach (var function in HttpFunction.All.Where(which))
        {
            data.Add(function.Name, function.Method);
        }

        return data;
    }

    private static HttpFunction Find(string name, string method) => HttpFunction.All.Single(function => function.Name == name && function.Method == method);

    private string PathOf(HttpFunction function, string? id = null) =>
        function.PathWith(parameter => parameter == "id" && id is not null ? id : api.KnownValueOf(parameter));
}
