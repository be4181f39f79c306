package dev.runledger.ops;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Everything one node does, wired together. */
@Configuration(proxyBeanMethods = false)
@AxonParts
@ComponentScan("dev.runledger.query")
@Import({StorageConfiguration.class, DecisionConfiguration.class, ProcessorConfiguration.class})
class NodeConfiguration {}
