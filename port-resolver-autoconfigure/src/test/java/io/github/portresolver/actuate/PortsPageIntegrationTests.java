/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.portresolver.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.github.portresolver.handoff.ServerKind;
import io.github.portresolver.testsupport.Apps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page of {@link PortsEndpoint} over HTTP: who gets it, and where.
 */
@ParameterizedClass
@EnumSource(names = { "TOMCAT", "JETTY", "NETTY" })
class PortsPageIntegrationTests {

	private static final String HTML = "text/html;charset=utf-8";

	private static final String ACTUATOR = "application/vnd.spring-boot.actuator.v3+json";

	private static final String CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
			+ "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

	private static final String FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext context;

	private static String url;

	@Parameter
	private ServerKind kind;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		String contextPath = (kind != ServerKind.NETTY) ? "server.servlet.context-path" : "spring.webflux.base-path";
		context = run(kind, "--" + contextPath + "=/shop", "--management.endpoints.web.base-path=/",
				"--management.endpoints.web.path-mapping.ports=where/it/runs");
		url = "http://127.0.0.1:" + Apps.localPort(context) + "/shop/where/it/runs";
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		context.close();
	}

	private static ConfigurableApplicationContext run(ServerKind kind, String... arguments) {
		return new SpringApplicationBuilder(Application.class).logStartupInfo(false)
			.properties(kind.properties())
			.properties("server.port=0", "port-resolver.fallback=adjacent",
					"spring.application.name=orders · Übersicht", "management.endpoints.web.exposure.include=ports")
			.run(arguments);
	}

	@Test
	void pageIsForThoseWhoAskForHtml() throws Exception {
		for (String accept : List.of("text/html", CHROMIUM, FIREFOX, "text/html, */*;q=0.1")) {
			HttpResponse<String> response = get(url, accept);
			assertThat(response.statusCode()).as(accept).isEqualTo(200);
			assertThat(contentType(response)).as(accept).isEqualTo(HTML);
			assertThat(response.body()).as(accept)
				.startsWith("<!DOCTYPE html>")
				.contains("<h1>orders · Übersicht</h1>")
				.endsWith("</html>\n");
		}
	}

	@Test
	void jsonIsForEverybodyElse() throws Exception {
		assertJson(get(url, null), ACTUATOR);
		assertJson(get(url, "*/*"), ACTUATOR);
		assertJson(get(url, "application/json"), "application/json");
		assertJson(get(url, "application/json, text/plain, */*"), "application/json");
		assertJson(get(url, "application/json, application/*+json"), "application/json");
		for (String version : List.of("v2", "v3")) {
			String type = "application/vnd.spring-boot.actuator." + version + "+json";
			assertJson(get(url, type), type);
			assertJson(get(url, type + ", application/json;q=0.8"), type);
		}
		assertThat(get(url, "application/xml").statusCode()).isEqualTo(406);
		assertThat(get(url, "text/plain").statusCode()).isEqualTo(406);
	}

	@Test
	void partsHaveTheirTypes() throws Exception {
		HttpResponse<String> script = get(url + "?part=page.js", "*/*");
		assertThat(contentType(script)).isEqualTo("text/javascript");
		assertThat(script.body()).contains("\"use strict\"");
		HttpResponse<String> style = get(url + "?part=page.css", "text/css,*/*;q=0.1");
		assertThat(contentType(style)).isEqualTo("text/css");
		assertThat(style.body()).contains(":root");
		for (String other : List.of("", "page.html", "../page.js", "PortsPage.class", "/application.yml",
				"../../../../../META-INF/MANIFEST.MF")) {
			assertThat(get(url + "?part=" + other, "*/*").statusCode()).as(other).isEqualTo(404);
		}
	}

	@Test
	void pageIsAlsoOnThePortOfManagement() throws Exception {
		try (ConfigurableApplicationContext separate = run(this.kind, "--management.server.port=0")) {
			String url = "http://127.0.0.1:" + Apps.localManagementPort(separate) + "/actuator/ports";
			assertThat(contentType(get(url, CHROMIUM))).isEqualTo(HTML);
			assertThat(contentType(get(url + "?part=page.js", "*/*"))).isEqualTo("text/javascript");
			assertJson(get(url, "*/*"), ACTUATOR);
		}
	}

	private static void assertJson(HttpResponse<String> response, String type) {
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(contentType(response)).isEqualTo(type);
		assertThat(response.body()).startsWith("{\"ports\":{\"server\":{\"property\":\"server.port\"");
	}

	private static String contentType(HttpResponse<String> response) {
		return response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
	}

	private static HttpResponse<String> get(String url, String accept) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
		if (accept != null) {
			request.header("Accept", accept);
		}
		return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
