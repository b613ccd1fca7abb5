using System.Text;
using CityDesk.Open311.Parameters;
using FsCheck.Xunit;
using Platform.Errors;

namespace CityDesk.Tests.Open311;

public sealed class UrlEncodedTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("&&", "")]
    [InlineData("a=1&b=2", "a=1 b=2")]
    [InlineData("a=1&a=2", "a=1 a=2")]
    [InlineData("a=&b&=c", "=c")]
    [InlineData("a=b=c", "a=b=c")]
    [InlineData("a=1+2%2B3", "a=1 2+3")]
    [InlineData("%61%5b%5D=%c3%A4", "a[]=ä")]
    [InlineData("a=%F0%9F%9A%A7", "a=🚧")]
    [InlineData("a=%EF%BB%BF", "a=\uFEFF")]
    public void Pairs_are_read_in_order_and_empty_ones_left_out(string encoded, string expected)
    {
        var (pairs, errors) = Read(Encoding.ASCII.GetBytes(encoded));

        Assert.False(errors.HasErrors);
        Assert.Equal(expected, string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("a=%")]
    [InlineData("a=%4")]
    [InlineData("a=%zz")]
    [InlineData("a=%4g")]
    [InlineData("a=%-1")]
    [InlineData("a=%%41")]
    [InlineData("a=%FF")]
    [InlineData("a=%C0%80")]
    [InlineData("a=%ED%A0%80")]
    [InlineData("a=%F5%80%80%80")]
    [InlineData("a=%C3")]
    [InlineData("%zz=a")]
    [InlineData("%FF=a")]
    public void What_is_not_percent_encoded_utf8_is_a_fault(string encoded)
    {
        var (pairs, errors) = Read(Encoding.ASCII.GetBytes("first=1&" + encoded + "&last=2"));

        Assert.Equal(1, errors.Count);
        Assert.Equal(["first", "last"], pairs.Select(pair => pair.Key));
    }

    [Fact]
    public void Raw_utf8_is_read_and_raw_rubbish_is_a_fault()
    {
        Assert.Equal("ä", Read("a=ä"u8.ToArray()).Pairs.Single().Value);
        Assert.True(Read([(byte)'a', (byte)'=', 0xFF]).Errors.HasErrors);
    }

    [Fact]
    public void More_parameters_than_anybody_sends_are_a_fault()
    {
        Assert.False(Read(Encoding.ASCII.GetBytes(string.Join('&', Enumerable.Repeat("a=1", 1_000)))).Errors.HasErrors);
        var (pairs, errors) = Read(Encoding.ASCII.GetBytes(string.Join('&', Enumerable.Repeat("a=1", 300_000))));
        Assert.Equal(1, errors.Count);
        Assert.Equal(1_000, pairs.Count);
    }

    [Property(Arbitrary = [typeof(Texts)])]
    public void What_a_client_encodes_is_what_is_read(DeskTextSample name, DeskTextSample value)
    {
        var (pairs, errors) = Read(Encoding.ASCII.GetBytes($"{Uri.EscapeDataString(name.Text)}={Uri.EscapeDataString(value.Text)}"));

        Assert.False(errors.HasErrors);
        Assert.Equal(KeyValuePair.Create(name.Text, value.Text), Assert.Single(pairs));
    }

    [Property]
    public void No_bytes_at_all_throw(byte[] bytes) => Read(bytes);

    private static (List<KeyValuePair<string, string>> Pairs, ErrorCollector Errors) Read(byte[] encoded)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        var errors = new ErrorCollector();
        UrlEncoded.Read(encoded, pairs, errors);
        return (pairs, errors);
    }
}
