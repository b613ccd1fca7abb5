namespace Platform.Errors.Tests.Errors;

public sealed class ErrorDescriptorTests
{
    [Theory]
    [InlineData("")]
    [InlineData("out_of_stock")]
    [InlineData("OUT-OF-STOCK")]
    [InlineData("1ST")]
    [InlineData("_A")]
    [InlineData("ÄRGER")]
    [InlineData("A B")]
    [InlineData("A2345678901234567890123456789012345678901234567890123456789012345")]
    public void A_malformed_code_is_refused(string code) => Assert.Throws<ArgumentException>(() => new ErrorDescriptor("orders", code, ErrorKind.Conflict, "Title"));

    [Theory]
    [InlineData("")]
    [InlineData("Orders")]
    [InlineData("1orders")]
    [InlineData("orders_eu")]
    [InlineData("örders")]
    public void A_malformed_domain_is_refused(string domain) => Assert.Throws<ArgumentException>(() => new ErrorDescriptor(domain, "CODE", ErrorKind.Conflict, "Title"));

    [Theory]
    [InlineData("A")]
    [InlineData("HTTP_404")]
    [InlineData("A23456789012345678901234567890123456789012345678901234567890123")]
    public void A_code_of_the_right_form_is_taken(string code) => Assert.Equal(code, new ErrorDescriptor("desk.example-1", code, ErrorKind.Conflict, "Title").Code);

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(399)]
    [InlineData(600)]
    public void A_status_that_is_no_failure_is_refused(int status) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ErrorDescriptor("orders", "CODE", ErrorKind.Conflict, "Title") { Status = status });

    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{}")]
    [InlineData("{a")]
    [InlineData("a}")]
    [InlineData("{1a}")]
    [InlineData("{a b}")]
    [InlineData("{a:N2}")]
    [InlineData("{{a}")]
    public void A_malformed_detail_is_refused(string detail) =>
        Assert.Throws<ArgumentException>(() => new ErrorDescriptor("orders", "CODE", ErrorKind.Conflict, "Title") { Detail = detail });

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("{{x}}", "{x}")]
    [InlineData("{sku}{sku}", "boltbolt")]
    [InlineData("{{{sku}}}", "{bolt}")]
    [InlineData("{left}: {unknown}.", "2: .")]
    public void A_detail_is_filled(string detail, string expected)
    {
        var entry = new ErrorDescriptor("orders", "CODE", ErrorKind.Conflict, "Title") { Detail = detail, Parameters = Orders.OutOfStockEntry.Parameters };

        Assert.Equal(expected, Subject.Get<ErrorTexts>().Detail(entry.Create("bolt", 2)));
    }

    [Fact]
    public void Defaults_follow_from_domain_code_and_kind()
    {
        var entry = new ErrorDescriptor("orders", "OUT_OF_STOCK", ErrorKind.Conflict, "Out of stock");

        Assert.Equal("urn:error:orders:out-of-stock", entry.Type);
        Assert.Equal(409, entry.Status);
        Assert.Equal(ErrorRetry.Never, entry.Retry);
        Assert.Equal("OUT_OF_STOCK", entry.EventId.Name);
        Assert.Empty(entry.Parameters);
        Assert.Null(entry.Detail);
        Assert.Null(entry.HelpLink);
        Assert.Equal("orders/OUT_OF_STOCK", entry.ToString());
    }

    [Fact]
    public void Event_ids_never_change_and_leave_the_small_numbers_to_the_packages()
    {
        // Alerts are built on these numbers: they are written down, not computed here.
        Assert.Equal(EventIdOf("orders", "OUT_OF_STOCK"), Orders.OutOfStockEntry.EventId.Id);
        Assert.True(CommonErrors.Catalog.Select(entry => entry.EventId.Id).All(id => id >= 1024));
        Assert.Equal(CommonErrors.Catalog.Count, CommonErrors.Catalog.Select(entry => entry.EventId.Id).Distinct().Count());
    }

    [Fact]
    public void A_catalogue_refuses_strangers_and_twins()
    {
        var stranger = new ErrorDescriptor("shop", "CODE", ErrorKind.Conflict, "Title");
        var twin = new ErrorDescriptor("orders", "ORDER_CLOSED", ErrorKind.Conflict, "Title");

        Assert.Throws<ArgumentException>(() => new ErrorCatalog("orders", stranger));
        Assert.Throws<ArgumentException>(() => new ErrorCatalog("orders", Orders.ClosedEntry, twin));
        Assert.True(Orders.Catalog.TryGet("ORDER_CLOSED", out var found));
        Assert.Same(Orders.ClosedEntry, found);
        Assert.False(Orders.Catalog.TryGet("order_closed", out _));
        Assert.Equal(6, Orders.Catalog.Count);
        Assert.Equal(Orders.OutOfStockEntry, Orders.Catalog.First());
    }

    [Fact]
    public void Two_catalogues_with_one_code_are_refused_together_and_one_added_twice_is_not()
    {
        var other = new ErrorCatalog("shop", new ErrorDescriptor("shop", "ORDER_CLOSED", ErrorKind.Conflict, "Title"));
        var common = new ErrorCatalog("shop", new ErrorDescriptor("shop", "NOT_FOUND", ErrorKind.NotFound, "Title"));

        Assert.Contains("ORDER_CLOSED", Assert.Throws<ArgumentException>(() => new ErrorCatalogs(Orders.Catalog, other)).Message, StringComparison.Ordinal);
        Assert.Contains("ORDER_CLOSED", Assert.Throws<ArgumentException>(() => new ErrorCatalogs(common, other, Orders.Catalog)).Message, StringComparison.Ordinal);
        Assert.True(new ErrorCatalogs(Orders.Catalog, Orders.Catalog, CommonErrors.Catalog).TryGet("NOT_FOUND", out _));
        Assert.Equal(Orders.Catalog.Count + CommonErrors.Catalog.Count, new ErrorCatalogs(Orders.Catalog).Descriptors.Count());
    }

    [Fact]
    public void A_code_of_the_service_that_became_a_common_one_too_stays_its_own_and_the_problem_type_tells_them_apart()
    {
        var own = new ErrorDescriptor("shop", "NOT_FOUND", ErrorKind.NotFound, "No such thing in this shop");
        var catalogs = new ErrorCatalogs(new ErrorCatalog("shop", own));
        var reader = new ProblemReader(catalogs, Subject.Options());

        Assert.True(catalogs.TryGet("NOT_FOUND", out var found));
        Assert.Same(own, found);
        Assert.Equal(CommonErrors.Catalog.Count + 1, catalogs.Descriptors.Count());
        Assert.Same(own, Read("""{"code":"NOT_FOUND"}"""));
        Assert.Same(own, Read("""{"code":"NOT_FOUND","type":"urn:error:shop:not-found"}"""));
        Assert.Same(CommonErrors.Descriptors.NotFound, Read("""{"code":"NOT_FOUND","type":"urn:error:common:not-found"}"""));
        Assert.Equal(ProblemReader.ForeignDomain, Read("""{"code":"NOT_FOUND","type":"urn:error:other:not-found"}""").Domain);

        ErrorDescriptor Read(string json)
        {
            Assert.True(reader.TryRead(System.Text.Encoding.UTF8.GetBytes(json), 404, out var error));
            return error.Descriptor;
        }
    }

    [Fact]
    public void Nobody_else_takes_the_domain_of_the_common_errors()
    {
        var impostor = new ErrorCatalog("common", new ErrorDescriptor("common", "NOT_FOUND", ErrorKind.NotFound, "Title"));

        Assert.Contains("NOT_FOUND", Assert.Throws<ArgumentException>(() => new ErrorCatalogs(impostor)).Message, StringComparison.Ordinal);
    }

    private static int EventIdOf(string domain, string code)
    {
        var hash = 2166136261u;
        foreach (var character in $"{domain}/{code}")
            hash = unchecked((hash ^ character) * 16777619u);
        return (int)(hash & 0x7FFFFFFF) | 1024;
    }
}
